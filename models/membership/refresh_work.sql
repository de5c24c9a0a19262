-- What this refresh had to do, one row: how many customers it looked at again, each counted under the first
-- reason that applies, and how many rows it wrote for that.
{% set plan, state = _row_of(ref('refresh_plan')), ref('verdict_state') -%}
{%- set full = plan and plan.full_reason -%}
{%- set reasons = ['events', 'traits', 'lists', 'clock', 'expiry', 'history'] -%}
with affected as (
    select
        count(*) as customers
        {%- for reason in reasons %},
        coalesce(sum(case when reason = {{ _quote(reason) }} then 1 else 0 end), 0) as by_{{ reason }}
        {%- endfor %}
    from {{ ref('affected_customers') }}
)

select
    plan.release_id,
    case when plan.full_reason is null then 'incremental' else 'full' end as mode,
    plan.full_reason,
    facts.events_read,
    {{ 'plan.customers' if full else 'affected.customers' }} as customers_recomputed,
    {%- for reason in reasons %}
    cast(affected.by_{{ reason }} as bigint) as by_{{ reason }},
    {%- endfor %}
    changes.definitions_changed,
    cast({{ 'plan.customers' if full else 'affected.customers' }} + changes.members_changed as bigint) as rows_written
from {{ ref('refresh_plan') }} as plan
cross join {{ ref('project_facts') }} as facts
cross join affected
cross join (
    select
        (select count(*) from {{ ref('candidate_changes') }}) as members_changed,
        (select count(*) from {{ ref('changed_definitions') }}) as definitions_changed
) as changes
