-- The rows of the events input that core can't take, and why. A row stays until a later row of the same event replaces
-- it, or until the input no longer has it.
-- depends_on: {{ ref('event_batch') }}
-- depends_on: {{ ref('repeated_events') }}
{% set input = _core_input('events_relation') -%}
{%- set taken, text = _taken_events(input), dbt.type_string() -%}
{%- set plan = _row_of(ref('input_plan')) -%}
{%- set kept = _earlier_relation('events_set_aside') if plan and plan.loaded_from else none -%}
with
{%- if kept %}
arrived as (
    {{- _set_aside(ref('event_batch') ~ ' where segments__fault is not null') }}
),

taken as (
    select event_id, loaded_at
    from {{ ref('event_batch') }}
    where segments__is_gone is not null
),
{%- else %}
received as not materialized (
    {{- _received_events(input, taken) }}
),

repeated as (
    select event_id
    from {{ ref('repeated_events') }}
),

arrived as (
    {{- _set_aside('received where segments__fault is not null') }}
    union all
    {{- _set_aside('(' ~ _newest_versions('received where segments__fault is null and event_id in (select repeated.event_id from repeated)', taken)
        ~ ') as newest where segments__versions > 1', fault=_conflict()) }}
),

taken as (
    select event_id, loaded_at
    from received
    where segments__fault is null and event_id in (select repeated.event_id from repeated)
),
{%- endif %}

replaced as (
    select
        cast(event_id as {{ text }}) as event_id,
        max(loaded_at) as loaded_at
    from taken
    group by event_id
)

select arrived.*
from arrived
left join replaced on arrived.event_id = replaced.event_id
where arrived.reason = {{ _conflict() }} or replaced.loaded_at is null or arrived.loaded_at is null or replaced.loaded_at < arrived.loaded_at
{%- if kept %}
union all
select kept.*
from {{ kept }} as kept
left join replaced on kept.event_id = replaced.event_id
where
    -- Rows loaded from then on were read again.
    (kept.loaded_at is null or kept.loaded_at < {{ _instant(plan.loaded_from) }})
    and (replaced.event_id is null or (kept.loaded_at is null and kept.reason <> {{ _conflict() }}))
{%- endif %}
