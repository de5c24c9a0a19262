{{ config(indexes=indexes_on(['event_id'])) }}
-- The rows of the input that arrived since the last refresh, as core keeps them. They are stored before they are
-- joined, because the planner's statistics of another owner's table can be outdated. Empty if core reads the whole
-- input.
{% set input = _core_input('events_relation') -%}
{%- set taken, plan = _taken_events(input), _row_of(ref('input_plan')) -%}
{%- set since = _loaded_from(taken.loaded_at, plan.loaded_from) if plan and plan.loaded_from and _earlier_relation('events') else '1 = 0' -%}
{{ _received_events(input, taken, since) }}
