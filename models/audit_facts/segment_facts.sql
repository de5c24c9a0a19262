-- depends_on: {{ ref('affected_customers') }}
{% set plan = _row_of(ref('refresh_plan')) -%}
with unknowns as (
    {%- for word in _words() %}
    {{ 'union all' if not loop.first }}
    select
        definitions.segment,
        count(*) as unknown
    from {{ ref('customer_verdicts') }} as verdicts
    inner join {{ ref('segment_definitions') }} as definitions
        on definitions.word = {{ word }} and (verdicts.unknown_{{ word }} & definitions.mask) <> 0
    where verdicts.unknown_{{ word }} <> 0
    group by definitions.segment
    {%- endfor %}
),

-- A second verdict would count a member twice. Earlier refreshes checked the verdicts that they wrote.
repeated as (
    select count(*) - count(distinct customer_id) as verdicts
    from {{ ref('customer_verdicts') }}
    {%- if plan and not plan.full_reason %}
    where customer_id in (select affected.customer_id from {{ ref('affected_customers') }} as affected)
    {%- endif %}
)

select
    definitions.segment,
    plan.release_id,
    plan.as_of,
    sizes.size,
    cast(sizes.size as double precision) / nullif(plan.customers, 0) as share,
    coalesce(unknowns.unknown, 0) as unknown,
    cast(coalesce(unknowns.unknown, 0) as double precision) / nullif(plan.customers, 0) as unknown_share,
    plan.customers,
    repeated.verdicts as duplicates,
    sizes.orphans,
    sizes.previous_size,
    sizes.entered,
    sizes.exited,
    definitions.size_min,
    definitions.size_max,
    sizes.is_first,
    coalesce(shared.shared, 0) as shared
from {{ ref('segment_definitions') }} as definitions
cross join {{ ref('refresh_plan') }} as plan
cross join repeated
inner join {{ ref('candidate_sizes') }} as sizes on definitions.segment = sizes.segment
left join unknowns on definitions.segment = unknowns.segment
left join {{ ref('shared_members') }} as shared on definitions.segment = shared.segment
