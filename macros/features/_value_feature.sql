{#-
    The feature for a customer's value in the metrics: the sum of amounts of the variable value_event over value_days.
    If no event has that name, of all events.
-#}
{%- macro _value_feature() -%}
    {%- set names = ref('event_names') -%}
    {%- set named = _rows_of(names, 'select 1 from ' ~ names ~ ' where event_name = '
        ~ _quote(var('value_event') or '')) -%}
    {{- return({'name': 'value', 'kind': 'sum', 'event': var('value_event') if named else none, 'column': 'amount',
        'where': none,
        'window': {'days': var('value_days') | int}}) -}}
{%- endmacro -%}
