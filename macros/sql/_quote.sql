{#- A text value as a SQL literal: a quote in the value stays a value. -#}
{%- macro _quote(value) -%}
    {{- return("'" ~ (value | string | replace("'", "''")) ~ "'") -}}
{%- endmacro -%}
