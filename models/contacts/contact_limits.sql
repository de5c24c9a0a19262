-- How often customers may be contacted, over all segments and destinations, and from when on contacts count. Deliveries
-- heed it before they add anybody.
{% set now = utc_now() -%}
with limits as (
    {{ _contact_limits() }}
)

select
    channel,
    at_most,
    within_days,
    {{ dbt.dateadd('day', '-within_days', now) }} as counts_from
from limits
