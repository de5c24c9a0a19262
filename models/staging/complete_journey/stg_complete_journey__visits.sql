-- One row per visit to the web shop or the app (synthetic).
{{ config(enabled=var('events_relation', none) is none) }}

select
    visit_id as event_id,
    household_id as customer_id,
    'visit' as event_name,
    visited_at as occurred_at,
    device,
    channel
from {{ source('synthetic', 'visits') }}
