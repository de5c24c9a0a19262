{#- Those of an events input's columns that core takes over as they are. -#}
{%- macro _event_dimensions(columns) -%}
    {%- set known = ['event_id', 'customer_id', 'event_name', 'occurred_at', 'occurred_on', 'loaded_at', 'amount', 'quantity', 'is_deleted'] -%}
    {{- return(columns | reject('in', known) | list) -}}
{%- endmacro -%}
