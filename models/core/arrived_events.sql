{{ config(indexes=indexes_on(['event_id'])) }}
-- The rows of the input that arrived since the last refresh, as core has them. Kept aside and counted before they are
-- joined: what a server believes of somebody else's table may be long out of date. Empty where core reads the input whole.
{% set input = _core_input('events_relation') -%}
{%- set taken, plan = _taken_events(input), _row_of(ref('input_plan')) -%}
{%- set since = _loaded_from(taken.loaded_at, plan.loaded_from) if plan and plan.loaded_from and _earlier_relation('events') else '1 = 0' -%}
{{ _received_events(input, taken, since) }}
