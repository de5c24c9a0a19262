-- What must hold of the data as a whole before any segment is worth judging: one row.
with customer_facts as (
    select
        count(*) as customers,
        count(customer_id) - count(distinct customer_id) as duplicate_customers,
        count(*) - count(customer_id) as null_customer_ids
    from {{ ref('customers') }}
),

event_facts as (
    select
        count(*) as events,
        count(event_id) - count(distinct event_id) as duplicate_events,
        count(*) - count(event_id) as null_event_ids,
        count(*) - count(occurred_at) as events_without_time,
        max(occurred_at) as newest_event_at,
        max(loaded_at) as newest_loaded_at
    from {{ ref('events') }}
),

orphan_facts as (
    select count(*) as orphan_events
    from {{ ref('events') }} as events
    left join {{ ref('customers') }} as customers on events.customer_id = customers.customer_id
    where customers.customer_id is null
)

select
    plan.release_id,
    customer_facts.customers,
    customer_facts.duplicate_customers,
    customer_facts.null_customer_ids,
    event_facts.events,
    event_facts.duplicate_events,
    event_facts.null_event_ids,
    orphan_facts.orphan_events,
    event_facts.events_without_time,
    plan.events_seen,
    event_facts.newest_event_at,
    event_facts.newest_loaded_at
from {{ ref('refresh_plan') }} as plan
cross join customer_facts
cross join event_facts
cross join orphan_facts
