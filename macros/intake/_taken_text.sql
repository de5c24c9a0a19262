{#- A text as core keeps it, without the blanks that pad a type of fixed length. -#}
{%- macro _taken_text(column) -%}
    {{- return(column.source if modules.re.fullmatch('(text|varchar|character varying)(\\(\\d+\\))?', column.type)
        else 'cast(' ~ column.source ~ ' as ' ~ dbt.type_string() ~ ')') -}}
{%- endmacro -%}
