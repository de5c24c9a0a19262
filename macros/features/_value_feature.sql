{#-
    What a customer is worth to the metrics, as a need: the amounts of the value event over the value days; of all
    events where the data have none of that name.
-#}
{%- macro _value_feature() -%}
    {%- set names = ref('event_names') -%}
    {%- set named = _rows_of(names, 'select 1 from ' ~ names ~ ' where event_name = '
        ~ _quote(var('value_event') or '')) -%}
    {{- return({'name': 'value', 'kind': 'sum', 'event': var('value_event') if named else none, 'column': 'amount',
        'where': none,
        'window': {'days': var('value_days') | int}}) -}}
{%- endmacro -%}
