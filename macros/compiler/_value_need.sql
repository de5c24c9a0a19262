{#- What a customer is worth to the metrics, as a need: the amounts of the value event over the value days; of all events where the data have none of that name. -#}
{%- macro _value_need() -%}
    {%- set names = ref('event_names') -%}
    {%- set found = run_query('select count(*) from ' ~ names ~ ' where event_name = ' ~ _quote(var('value_event') or '')) -%}
    {%- set named = found.columns[0][0] | int if found else 0 -%}
    {{- return({'name': 'value', 'kind': 'sum', 'event': var('value_event') if named else none, 'column': 'amount', 'where': none,
        'window': {'days': var('value_days') | int}}) -}}
{%- endmacro -%}
