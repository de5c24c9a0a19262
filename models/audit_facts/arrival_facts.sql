-- The facts about the events that arrived, one row. Events without a customer are counted among all arrivals since the
-- last release, because a refresh that ended without a release can have taken them in. Events that core can't take are
-- counted as long as they are set aside.
{% set plan = _row_of(ref('input_plan')) -%}
{%- set arrived = ref('event_batch') if plan and plan.loaded_from else ref('events') -%}
{%- set judged = _judged_arrivals() if plan and plan.loaded_from else none -%}
-- depends_on: {{ ref('event_batch') }}
with arrivals as (
    select count(*) as events_read
    from {{ arrived }}
    {%- if plan and plan.loaded_from %}
    where not segments__is_gone
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

aside as (
    select
        count(*) as set_aside_events,
        count(distinct case when reason = {{ _conflict() }} then event_id end) as duplicate_events,
        coalesce(sum(case when reason = {{ _conflict() }} then 1 else 0 end), 0) as duplicate_rows,
        coalesce(sum(case when reason like 'event_id is %' then 1 else 0 end), 0) as null_event_ids,
        coalesce(sum(case when reason like 'occurred_at %' or reason like 'loaded_at %' then 1 else 0 end), 0) as events_without_time
    from {{ ref('events_set_aside') }}
)

select
    arrivals.events_read,
    orphans.orphan_events,
    aside.set_aside_events,
    aside.duplicate_events,
    aside.duplicate_rows,
    aside.null_event_ids,
    aside.events_without_time
from arrivals
cross join orphans
cross join aside
