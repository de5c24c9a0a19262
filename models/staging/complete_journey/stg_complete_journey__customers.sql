-- One row per household that ever shopped, with its known traits.
{{ config(
    enabled=var('customers_relation', none) is none,
    materialized='staged',
    meta={'made_from': 'select fingerprint from ' ~ _prefixed('raw') ~ '.loads order by schema_name, table_name'},
) }}

with baskets as (
    select
        customer_id,
        occurred_at,
        store,
        row_number() over (partition by customer_id order by occurred_at, event_id) as nth
    from {{ ref('stg_complete_journey__baskets') }}
),

households as (
    select
        customer_id,
        min(occurred_at) as first_seen_at
    from baskets
    group by customer_id
),

-- Taken from the first ten baskets, so that it is fixed early, and a clock that goes back sees nothing later.
early_stores as (
    select
        customer_id,
        store,
        row_number() over (partition by customer_id order by count(*) desc, min(nth)) as place
    from baskets
    where nth <= 10
    group by customer_id, store
)

select
    households.customer_id,
    demographics.age,
    demographics.income,
    demographics.home_ownership,
    demographics.marital_status,
    demographics.household_size,
    demographics.household_comp as household_composition,
    demographics.kids_count,
    early_stores.store as home_store,
    {{ local_day('households.first_seen_at') }} as first_seen_on,
    contacts.email,
    contacts.is_consented,
    devices.device
from households
inner join early_stores
    on households.customer_id = early_stores.customer_id and early_stores.place = 1
left join {{ source('complete_journey', 'demographics') }} as demographics
    on households.customer_id = demographics.household_id
left join {{ source('synthetic', 'contacts') }} as contacts
    on households.customer_id = contacts.household_id
left join {{ source('synthetic', 'devices') }} as devices
    on households.customer_id = devices.household_id and devices.is_primary
