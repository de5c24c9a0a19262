{#- The column of events with the margin of an amount, by the variable margin_column; none without it. -#}
{%- macro _margin_column() -%}
    {%- set column, events = var('margin_column', none), ref('events') -%}
    {%- if column is none -%}{{- return(none) -}}{%- endif -%}
    {%- set numbers = [] -%}
    {%- for found in (adapter.get_columns_in_relation(events) if execute else [])
        if _kind_of(found).kind in ['whole', 'exact', 'floating'] -%}
        {%- do numbers.append(found.name) -%}
    {%- endfor -%}
    {%- if execute and column not in numbers -%}
        {%- do _refuse("margin_column='" ~ column ~ "' is not a numeric column of the events"
            ~ _nearest(column, numbers), 'dbt_project.yml') -%}
    {%- endif -%}
    {{- return(adapter.quote(column)) -}}
{%- endmacro -%}
