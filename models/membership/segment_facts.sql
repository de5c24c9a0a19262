-- depends_on: {{ ref('refresh_plan') }}
{% set versions = _earlier_relation('current_versions') -%}
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

changes as (
    select
        changed.segment,
        sum(case when changed.change = 'entered' then 1 else 0 end) as entered,
        sum(case when changed.change = 'exited' then 1 else 0 end) as exited,
        sum(case when changed.change = 'entered' and customers.customer_id is null then 1 else 0 end) as orphans
    from {{ ref('candidate_changes') }} as changed
    left join {{ ref('customers') }} as customers on changed.customer_id = customers.customer_id
    group by changed.segment
),

previous as (
    {%- if versions %}
    select segment, size
    from {{ versions }}
    where status <> 'retired' and size is not null
    {%- else %}
    select segment, entered as size
    from changes
    where 1 = 0
    {%- endif %}
),

sizes as (
    -- The members published and what would change of them: counting all again would read everybody's words.
    select
        definitions.segment,
        cast(coalesce(previous.size, 0) + coalesce(changes.entered, 0) - coalesce(changes.exited, 0) as bigint) as size
    from {{ ref('segment_definitions') }} as definitions
    left join changes on definitions.segment = changes.segment
    left join previous on definitions.segment = previous.segment
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
    -- Verdicts are one row a customer: a member could only be counted twice where customers are.
    project.duplicate_customers as duplicates,
    cast(coalesce(changes.orphans, 0) as bigint) as orphans,
    previous.size as previous_size,
    cast(coalesce(changes.entered, 0) as bigint) as entered,
    cast(coalesce(changes.exited, 0) as bigint) as exited,
    definitions.size_min,
    definitions.size_max,
    previous.segment is null as is_first
from {{ ref('segment_definitions') }} as definitions
cross join {{ ref('refresh_plan') }} as plan
cross join {{ ref('project_facts') }} as project
inner join sizes on definitions.segment = sizes.segment
left join unknowns on definitions.segment = unknowns.segment
left join changes on definitions.segment = changes.segment
left join previous on definitions.segment = previous.segment
