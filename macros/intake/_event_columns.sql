{#- The columns of core's events, in order. Those that only the input defines are quoted. -#}
{%- macro _event_columns(taken) -%}
    {%- set names = ['event_id', 'customer_id', 'event_name', 'occurred_at', 'occurred_on', 'loaded_at', 'amount',
        'quantity'] -%}
    {%- for name, column in taken.items()
        if not column.is_known -%}{%- do names.append(adapter.quote(name)) -%}{%- endfor -%}
    {{- return(names) -}}
{%- endmacro -%}
