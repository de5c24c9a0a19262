{#- A text as core holds it, without the blanks that fill a type of fixed length. -#}
{%- macro _taken_text(column) -%}
    {{- return(column.source if modules.re.fullmatch('(text|varchar|character varying)(\\(\\d+\\))?', column.type)
        else 'cast(' ~ column.source ~ ' as ' ~ dbt.type_string() ~ ')') -}}
{%- endmacro -%}
