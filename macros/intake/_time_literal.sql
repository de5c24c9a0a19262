{#- A UTC instant, given as text, as a literal that a column of an input can be compared with as it stands. -#}
{%- macro _time_literal(column, text) -%}
    {%- if column.kind == 'zoned' -%}{{- return("timestamp with time zone '" ~ text
        ~ (' 00:00:00' if text | length == 10) ~ "+00'") -}}{%- endif -%}
    {{- return(('date' if column.kind == 'day' else 'timestamp') ~ " '" ~ text ~ "'") -}}
{%- endmacro -%}
