-- How many candidates each segment has, and how this number follows from the published members.
-- depends_on: {{ ref('candidates') }}
-- depends_on: {{ ref('candidate_changes') }}
-- depends_on: {{ ref('published_facts') }}
{% set versions, plan = _earlier_relation('current_versions'), _row_of(ref('refresh_plan')) -%}
with changes as (
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
    {%- if not plan or plan.full_reason or _published_differs() %}
    select segment, count(*) as size
    from {{ ref('candidates') }}
    group by segment
    {%- else %}
    -- Counting all candidates again would read every customer's words.
    select
        definitions.segment,
        coalesce(previous.size, 0) + coalesce(changes.entered, 0) - coalesce(changes.exited, 0) as size
    from {{ ref('segment_definitions') }} as definitions
    left join changes on definitions.segment = changes.segment
    left join previous on definitions.segment = previous.segment
    {%- endif %}
)

select
    definitions.segment,
    cast(coalesce(sizes.size, 0) as bigint) as size,
    previous.size as previous_size,
    cast(coalesce(changes.entered, 0) as bigint) as entered,
    cast(coalesce(changes.exited, 0) as bigint) as exited,
    cast(coalesce(changes.orphans, 0) as bigint) as orphans,
    previous.segment is null as is_first
from {{ ref('segment_definitions') }} as definitions
left join sizes on definitions.segment = sizes.segment
left join changes on definitions.segment = changes.segment
left join previous on definitions.segment = previous.segment
