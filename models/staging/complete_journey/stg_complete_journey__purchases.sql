-- One row per transaction line: one product in one basket.
{{ config(enabled=var('events_relation', none) is none) }}

select
    'purchase-' || cast(transactions.basket_id as {{ dbt.type_string() }})
    || '-' || cast(transactions.product_id as {{ dbt.type_string() }}) as event_id,
    transactions.household_id as customer_id,
    'purchase' as event_name,
    transactions.transaction_timestamp as occurred_at,
    -- sales_value is what the shop received. The maker of a couponed product paid part of it.
    cast(transactions.sales_value as numeric(18, 4))
    - cast(transactions.coupon_disc as numeric(18, 4)) as amount,
    -- For fuel (a thousand per basket) and miscellaneous items, the source's figure doesn't count units.
    case
        when products.department = 'FUEL' or products.product_category = 'COUPON/MISC ITEMS' then null
        else cast(transactions.quantity as numeric(18, 4))
    end as quantity,
    products.department,
    products.product_category as category,
    products.brand,
    products.product_type,
    cast(transactions.store_id as {{ dbt.type_string() }}) as store,
    'store' as channel
from {{ source('complete_journey', 'transactions') }}
-- Seventeen products are missing from the source. Their lines, mostly coupons, stay.
left join {{ source('complete_journey', 'products') }} as products
    on transactions.product_id = products.product_id
