-- The work of this refresh, one row: how many customers it evaluated again, each under the first reason that applies,
-- and how many rows it wrote for that.
{% set plan = _row_of(ref('refresh_plan')) -%}
{%- set looked_at = 'plan.customers' if plan and plan.full_reason else 'affected.customers' -%}
with affected as (
    select
        count(*) as customers
        {%- for reason in _reasons() %},
        coalesce(sum(case when looked_at.reason = {{ _quote(reason) }} then 1 else 0 end), 0) as by_{{ reason }}
        {%- endfor %}
    from {{ ref('affected_customers') }} as looked_at
    -- An event's customer can be missing from customers, and a removed customer has no verdict.
    inner join {{ ref('customers') }} as customers on looked_at.customer_id = customers.customer_id
),

members as (
    select count(*) as changed
    from {{ ref('candidate_changes') }}
),

definitions as (
    select count(*) as changed
    from {{ ref('changed_definitions') }}
)

select
    plan.release_id,
    case when plan.full_reason is null then 'incremental' else 'full' end as mode,
    plan.full_reason,
    facts.events_read,
    {{ looked_at }} as customers_recomputed,
    {%- for reason in _reasons() %}
    cast(affected.by_{{ reason }} as bigint) as by_{{ reason }},
    {%- endfor %}
    definitions.changed as definitions_changed,
    cast({{ looked_at }} + members.changed as bigint) as rows_written
from {{ ref('refresh_plan') }} as plan
cross join {{ ref('project_facts') }} as facts
cross join affected
cross join members
cross join definitions
