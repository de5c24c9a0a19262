-- One row per household that was asked to agree to marketing mail (synthetic).
-- All were asked before the data begin.
{{ config(enabled=var('customers_relation', none) is none) }}

select
    household_id as customer_id,
    'email' as channel,
    is_consented as is_allowed,
    timestamp '2016-12-31 00:00:00' as decided_at
from {{ source('synthetic', 'contacts') }}
where is_consented is not null
