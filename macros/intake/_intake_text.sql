{#- How an input's columns are taken, as one text: two readings of an input are told to be alike by it. -#}
{%- macro _intake_text(taken) -%}
    {%- set parts = [] -%}
    {%- for name, column in taken.items() -%}
        {%- do parts.append([name, column.get('type'), column.sql, column.get('faults')] | string) -%}
    {%- endfor -%}
    {{- return(parts | join(', ')) -}}
{%- endmacro -%}
