-- One row a household that was asked whether it agrees to marketing mail (synthetic): all of them before the data begin.
{{ config(enabled=var('customers_relation', none) is none) }}

select
    household_id as customer_id,
    'email' as channel,
    is_consented as is_allowed,
    timestamp '2016-12-31 00:00:00' as decided_at
from {{ source('synthetic', 'contacts') }}
where is_consented is not null
