-- One row a transaction line: one product in one basket.
{{ config(enabled=var('events_relation', none) is none) }}

select
    'purchase-' || cast(lines.basket_id as {{ dbt.type_string() }})
    || '-' || cast(lines.product_id as {{ dbt.type_string() }}) as event_id,
    lines.household_id as customer_id,
    'purchase' as event_name,
    lines.transaction_timestamp as occurred_at,
    -- sales_value is what the shop received, partly from the maker of a couponed product.
    cast(lines.sales_value as numeric(18, 4)) - cast(lines.coupon_disc as numeric(18, 4)) as amount,
    -- Fuel and much of the miscellaneous count in hundredths of a gallon or cents, not in units.
    case
        when products.department = 'FUEL' or products.product_category = 'COUPON/MISC ITEMS' then null
        else cast(lines.quantity as numeric(18, 4))
    end as quantity,
    products.department,
    products.product_category as category,
    products.brand,
    products.product_type,
    cast(lines.store_id as {{ dbt.type_string() }}) as store,
    'store' as channel
from {{ source('complete_journey', 'transactions') }} as lines
-- Seventeen products are missing from the source; their lines, mostly coupons, stay.
left join {{ source('complete_journey', 'products') }} as products
    on lines.product_id = products.product_id
