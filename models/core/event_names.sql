-- The vocabulary of rules: an event that isn't here is a mistake in a rule, not an absence in the data.
select
    event_name,
    count(*) as events,
    min(occurred_on) as first_on,
    max(occurred_on) as last_on
from {{ ref('events') }}
group by event_name
