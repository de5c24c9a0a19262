-- depends_on: {{ ref('refresh_plan') }}
{% set versions = _ledger_relation('current_versions') -%}
with sizes as (
    select
        segment,
        count(*) as size,
        count(*) - count(distinct customer_id) as duplicates
    from {{ ref('candidates') }}
    group by segment
),

unknowns as (
    select
        definitions.segment,
        count(*) as unknown
    from {{ ref('customer_verdicts') }} as verdicts
    inner join {{ ref('segment_definitions') }} as definitions on {{ _has_bit('unknown') }}
    group by definitions.segment
),

strangers as (
    select
        candidates.segment,
        count(*) as orphans
    from {{ ref('candidates') }} as candidates
    left join {{ ref('customers') }} as customers on candidates.customer_id = customers.customer_id
    where customers.customer_id is null
    group by candidates.segment
),

changes as (
    select
        segment,
        sum(case when change = 'entered' then 1 else 0 end) as entered,
        sum(case when change = 'exited' then 1 else 0 end) as exited
    from {{ ref('candidate_changes') }}
    group by segment
),

previous as (
    {%- if versions %}
    select segment, size
    from {{ versions }}
    where status <> 'retired' and size is not null
    {%- else %}
    select segment, size
    from sizes
    where 1 = 0
    {%- endif %}
)

select
    definitions.segment,
    plan.release_id,
    plan.as_of,
    coalesce(sizes.size, 0) as size,
    cast(coalesce(sizes.size, 0) as double precision) / nullif(plan.customers, 0) as share,
    coalesce(unknowns.unknown, 0) as unknown,
    cast(coalesce(unknowns.unknown, 0) as double precision) / nullif(plan.customers, 0) as unknown_share,
    plan.customers,
    coalesce(sizes.duplicates, 0) as duplicates,
    coalesce(strangers.orphans, 0) as orphans,
    previous.size as previous_size,
    cast(coalesce(changes.entered, 0) as bigint) as entered,
    cast(coalesce(changes.exited, 0) as bigint) as exited,
    definitions.size_min,
    definitions.size_max,
    previous.segment is null as is_first
from {{ ref('segment_definitions') }} as definitions
cross join {{ ref('refresh_plan') }} as plan
left join sizes on definitions.segment = sizes.segment
left join unknowns on definitions.segment = unknowns.segment
left join strangers on definitions.segment = strangers.segment
left join changes on definitions.segment = changes.segment
left join previous on definitions.segment = previous.segment
