{#-
    The condition that a row of the events input was loaded at a UTC instant or later. Compares the column without a
    cast if possible, because that is quicker.
-#}
{%- macro _loaded_from(stamp, instant) -%}
    {%- if instant is none or stamp.kind == 'day' -%}{{- return(stamp.sql ~ ' >= ' ~ _instant(instant)) -}}{%- endif -%}
    {{- return(stamp.source ~ ' >= ' ~ _time_literal(stamp, instant.isoformat(' '))) -}}
{%- endmacro -%}
