-- The facts about the data as a whole that the audit checks before any segment, one row.
-- depends_on: {{ ref('customer_changes') }}
-- depends_on: {{ ref('affected_customers') }}
{% set plan, refreshed = _row_of(ref('input_plan')), _row_of(ref('refresh_plan')) -%}
{%- set releases = _earlier_relation('releases') -%}
{#- A ledger from before releases counted customers doesn't have this column yet. -#}
{%- set counted = releases and 'customers' in adapter.get_columns_in_relation(releases) | map(attribute='name') %}
with customer_facts as (
    select
        count(*) as customers,
        count(*) - count(customer_id) as null_customer_ids
    from {{ ref('customers') }}
),

-- If the customers weren't read again, input_plan has checked that the other ids are unique.
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
        {%- if refreshed and not refreshed.full_reason %}
        -- This refresh wrote only the rows of affected customers.
        coalesce(sum(case when affected.customer_id is not null then 1 else 0 end), 0) - count(distinct affected.customer_id) as duplicate_features
    from {{ ref('standing_features') }} as features
    left join {{ ref('affected_customers') }} as affected on features.customer_id = affected.customer_id
        {%- else %}
        count(features.customer_id) - count(distinct features.customer_id) as duplicate_features
    from {{ ref('standing_features') }} as features
        {%- endif %}
)

select
    plan.release_id,
    customer_facts.customers,
    repeated_customers.duplicate_customers,
    customer_facts.null_customer_ids,
    {%- if counted %}
    (
        select 1 - cast(customer_facts.customers as double precision) / nullif(releases.customers, 0)
        from {{ releases }} as releases
        where customer_facts.customers > 0 and releases.release_id = (select max(earlier.release_id) from {{ releases }} as earlier where earlier.customers is not null)
    ) as customers_lost,
    {%- else %}
    cast(null as double precision) as customers_lost,
    {%- endif %}
    plan.events,
    arrivals.events_read,
    arrivals.set_aside_events,
    cast(arrivals.set_aside_events as double precision) / greatest(plan.events + arrivals.set_aside_events, 1) as set_aside_share,
    -- A single row must not stop a refresh.
    cast(1 as double precision) / greatest(plan.events + arrivals.set_aside_events, 1) as share_of_one_event,
    arrivals.duplicate_events,
    arrivals.null_event_ids,
    arrivals.events_without_time,
    -- All rows that the other counts don't cover.
    arrivals.set_aside_events - arrivals.duplicate_rows - arrivals.null_event_ids - arrivals.events_without_time as events_without_values,
    arrivals.orphan_events,
    (select count(*) from {{ ref('unmatched_list_entries') }}) as unmatched_list_entries,
    plan.events_seen,
    plan.events_to_come,
    plan.events - plan.events_to_come as events_by_now,
    plan.hours_gone_back,
    {{ _scores_behind() }} as scores_behind,
    {{ _cluster_stability() }} as cluster_stability,
    {{ _cluster_drift() }} as cluster_drift,
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
