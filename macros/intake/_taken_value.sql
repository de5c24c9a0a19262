{#-
    A trait or an event dimension as core keeps it: numbers, dates and booleans unchanged, times in UTC, all else as
    text.
-#}
{%- macro _taken_value(column) -%}
    {%- if column.kind in ['whole', 'exact', 'floating', 'day',
        'boolean'] -%}{{- return({'sql': column.source}) -}}{%- endif -%}
    {%- if column.kind in ['zoned', 'moment',
        'nanoseconds'] -%}{{- return({'sql': _taken_time(column).sql}) -}}{%- endif -%}
    {{- return({'sql': _taken_text(column)}) -}}
{%- endmacro -%}
