-- The events that arrived since the last refresh, in the version that now counts, if it differs from core's, and the
-- rows that can't be taken. Empty if core reads the whole input.
{% set input = _core_input('events_relation') -%}
{%- set taken, text = _taken_events(input), dbt.type_string() -%}
{%- set plan = _row_of(ref('input_plan')) -%}
{%- set kept = _earlier_relation('events') if plan and plan.loaded_from else none %}
with received as not materialized (
    select *
    from {{ ref('arrived_events') }}
),

newest as (
    {{- _newest_versions('received where segments__fault is null', taken) }}
)

select
    {%- for column in _event_columns(taken) %}
    latest.{{ column }},
    {%- endfor %}
    latest.is_deleted or latest.segments__versions > 1 as segments__is_gone,
    {{ 'held.customer_id' if kept else 'latest.customer_id' }} as segments__previous_customer_id,
    case when latest.segments__versions > 1 then {{ _conflict() }} end as segments__fault,
    cast(null as {{ text }}) as segments__received
from newest as latest
{%- if kept %}
left join (
    select *
    from {{ kept }}
    where
        event_id in (select received.event_id from received)
        -- Ids mostly ascend, so this skips the blocks of much older ones.
        and event_id >= (select min(received.event_id) from received)
) as held on latest.event_id = held.event_id
where
    latest.segments__versions > 1
    or case
        when held.event_id is null then true
        when latest.loaded_at < held.loaded_at then false
        when latest.is_deleted then true
        else
            {%- for column in _event_columns(taken) if column != 'event_id' %}
            {{ 'or ' if not loop.first }}latest.{{ column }} is distinct from held.{{ column }}
            {%- endfor %}
    end
{%- else %}
where 1 = 0
{%- endif %}
union all
select
    {%- for column in _event_columns(taken) %}
    {{ column }},
    {%- endfor %}
    cast(null as boolean) as segments__is_gone,
    customer_id as segments__previous_customer_id,
    segments__fault,
    segments__received
from received
where segments__fault is not null
