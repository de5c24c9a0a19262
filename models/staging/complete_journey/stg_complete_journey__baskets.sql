-- One row per basket: what one household paid at one till, at one moment.
{{ config(enabled=var('events_relation', none) is none or var('customers_relation', none) is none) }}

select
    'basket-' || cast(basket_id as {{ dbt.type_string() }}) as event_id,
    household_id as customer_id,
    'basket' as event_name,
    min(transaction_timestamp) as occurred_at,
    cast(
        sum(cast(sales_value as numeric(18, 4)) - cast(coupon_disc as numeric(18, 4))) as numeric(18, 4)
    ) as amount,
    cast(count(*) as numeric(18, 4)) as quantity,
    cast(min(store_id) as {{ dbt.type_string() }}) as store,
    'store' as channel
from {{ source('complete_journey', 'transactions') }}
group by basket_id, household_id
