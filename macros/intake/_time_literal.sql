{#- A UTC instant, given as text, as a literal that an input's column can be compared with without a cast. -#}
{%- macro _time_literal(column, text) -%}
    {%- if column.kind == 'zoned' -%}{{- return("timestamp with time zone '" ~ text
        ~ (' 00:00:00' if text | length == 10) ~ "+00'") -}}{%- endif -%}
    {{- return(('date' if column.kind == 'day' else 'timestamp') ~ " '" ~ text ~ "'") -}}
{%- endmacro -%}
