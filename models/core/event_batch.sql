-- The events that arrived since the last refresh, each as it now counts, where that differs from what core
-- holds. Empty where core reads the input whole.
{% set input = _core_input('events_relation', 'stg_complete_journey__events') -%}
{%- set columns = _input_columns(input, 'events_relation', []) -%}
{%- set plan = _row_of(ref('input_plan')) -%}
{%- set kept = _earlier_relation('events') if plan and plan.loaded_from else none -%}
{%- set since = "loaded_at >= " ~ _instant(plan.loaded_from) if kept else '1 = 0' %}
with received as not materialized (
    {{- _received_events(input, columns, since) }}
),

ranked as (
    select
        received.*,
        {{ _version_rank(columns) }} as version_rank
    from received
)

select
    {%- for column in _event_columns(columns) %}
    latest.{{ column }},
    {%- endfor %}
    coalesce(latest.is_deleted, false) as is_gone,
    {{ 'held.customer_id' if kept else 'latest.customer_id' }} as previous_customer_id
from ranked as latest
{%- if kept %}
left join (
    select *
    from {{ kept }}
    where
        event_id in (select received.event_id from received)
        -- Ids mostly ascend: this leaves out the blocks of those long gone by.
        and event_id >= (select min(received.event_id) from received)
) as held on latest.event_id = held.event_id
where
    latest.version_rank = 1
    and case
        when held.event_id is null then not coalesce(latest.is_deleted, false)
        when latest.loaded_at < held.loaded_at then false
        when coalesce(latest.is_deleted, false) then true
        else
            {%- for column in _event_columns(columns) if column != 'event_id' %}
            {{ 'or ' if not loop.first }}latest.{{ column }} is distinct from held.{{ column }}
            {%- endfor %}
    end
{%- else %}
where latest.version_rank = 1
{%- endif %}
