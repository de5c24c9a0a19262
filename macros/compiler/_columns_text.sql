{#- Names and types of a relation's columns as one text, by which two relations are told to be alike. -#}
{%- macro _columns_text(relation) -%}
    {%- set parts = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}{%- do parts.append(column.name ~ ' ' ~ column.data_type) -%}{%- endfor -%}
    {{- return(parts | join(', ')) -}}
{%- endmacro -%}
