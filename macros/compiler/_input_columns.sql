{#- The names of an input relation's columns; refuses an input that lacks a required one. Nothing is known while dbt parses. -#}
{%- macro _input_columns(relation, variable, required) -%}
    {%- if not execute -%}{{- return([]) -}}{%- endif -%}
    {%- set names = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
    {%- for column in required if column not in names | map('lower') -%}
        {%- do _refuse(variable ~ "='" ~ (var(variable) or relation.identifier) ~ "' has no column " ~ column ~ _nearest(column, names), 'dbt_project.yml') -%}
    {%- endfor -%}
    {{- return(names) -}}
{%- endmacro -%}
