-- One row per answered satisfaction survey (synthetic).
{{ config(enabled=var('events_relation', none) is none) }}

select
    survey_id as event_id,
    household_id as customer_id,
    'survey' as event_name,
    answered_at as occurred_at,
    cast(score as numeric(18, 4)) as quantity,
    'email' as channel
from {{ source('synthetic', 'surveys') }}
