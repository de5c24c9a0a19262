{#- How an input's columns are taken, as one text. Equal texts mean that two refreshes read the input alike. -#}
{%- macro _intake_text(taken) -%}
    {%- set parts = [] -%}
    {%- for name, column in taken.items() -%}
        {%- do parts.append([name, column.get('type'), column.sql, column.get('faults')] | string) -%}
    {%- endfor -%}
    {{- return(parts | join(', ')) -}}
{%- endmacro -%}
