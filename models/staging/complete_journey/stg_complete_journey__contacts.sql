-- One row per household with an e-mail address (synthetic).
{{ config(enabled=var('customers_relation', none) is none) }}

select
    household_id as customer_id,
    email
from {{ source('synthetic', 'contacts') }}
where email is not null
