{#- The columns of core's events, in their order, quoted where they are the input's own. -#}
{%- macro _event_columns(columns) -%}
    {%- set names = ['event_id', 'customer_id', 'event_name', 'occurred_at', 'occurred_on', 'loaded_at', 'amount', 'quantity'] -%}
    {%- for column in _event_dimensions(columns) -%}{%- do names.append(adapter.quote(column)) -%}{%- endfor -%}
    {{- return(names) -}}
{%- endmacro -%}
