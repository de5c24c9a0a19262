-- What must hold of the data as a whole before any segment is worth judging: one row.
-- depends_on: {{ ref('customer_changes') }}
{% set plan = _row_of(ref('input_plan')) -%}
with customer_facts as (
    select
        count(*) as customers,
        count(*) - count(customer_id) as null_customer_ids
    from {{ ref('customers') }}
),

-- Of rows that were not read anew, input_plan has counted this.
repeated_customers as (
    select count(customer_id) - count(distinct customer_id) as duplicate_customers
    from {{ ref('customers') }}
    {%- if plan and not plan.customers_reason %}
    where customer_id in (select changes.customer_id from {{ ref('customer_changes') }} as changes)
    {%- endif %}
),

feature_facts as (
    select
        count(*) as feature_rows,
        -- Nobody else's row was written by this refresh.
        coalesce(sum(case when affected.customer_id is not null then 1 else 0 end), 0) - count(distinct affected.customer_id) as duplicate_features
    from {{ ref('standing_features') }} as features
    left join {{ ref('affected_customers') }} as affected on features.customer_id = affected.customer_id
)

select
    plan.release_id,
    customer_facts.customers,
    repeated_customers.duplicate_customers,
    customer_facts.null_customer_ids,
    plan.events,
    arrivals.events_read,
    arrivals.duplicate_events,
    arrivals.null_event_ids,
    arrivals.orphan_events,
    arrivals.events_without_time,
    plan.events_seen,
    plan.events_to_come,
    plan.events - plan.events_to_come as events_by_now,
    plan.hours_gone_back,
    plan.newest_event_at,
    plan.newest_loaded_at,
    feature_facts.feature_rows,
    feature_facts.duplicate_features,
    {{ _hours_behind(['plan.newest_event_at', 'plan.newest_loaded_at']) }} as hours_behind
from {{ ref('refresh_plan') }} as plan
cross join customer_facts
cross join repeated_customers
cross join feature_facts
cross join {{ ref('arrival_facts') }} as arrivals
