-- What must hold of the events that arrived: one row. They are judged as they arrive; where core reads them whole, all
-- of them have just arrived. Whether they have customers is asked of all that arrived since the last release: a
-- refresh that ended without one may have taken them in.
{% set plan = _row_of(ref('input_plan')) -%}
{%- set arrived = ref('event_batch') if plan and plan.loaded_from else ref('events') -%}
{%- set judged = _judged_arrivals() if plan and plan.loaded_from else none -%}
with arrivals as (
    select
        count(*) as events_read,
        count(*) - count(event_id) as null_event_ids,
        count(*) - count(occurred_at) as events_without_time
    from {{ arrived }}
    {%- if plan and plan.loaded_from %}
    where not is_gone
    {%- endif %}
),

orphans as (
    select count(*) as orphan_events
    from {{ ref('events') }} as events
    left join {{ ref('customers') }} as customers on events.customer_id = customers.customer_id
    where
        customers.customer_id is null
        {%- if judged %}
        and events.loaded_at >= {{ judged }}
        {%- endif %}
),

repeated as (
    select count(*) as duplicate_events
    from (
        select event_id
        from {{ ref('event_batch') }}
        group by event_id
        having count(*) > 1
    ) as repeats
)

select
    arrivals.events_read,
    arrivals.null_event_ids,
    arrivals.events_without_time,
    orphans.orphan_events,
    repeated.duplicate_events
from arrivals
cross join orphans
cross join repeated
