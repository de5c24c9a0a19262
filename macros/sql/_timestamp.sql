{#- A timestamp literal, so many hours before a datetime. -#}
{%- macro _timestamp(instant, hours_before=0) -%}
    {{- return("timestamp '" ~ (instant - modules.datetime.timedelta(hours=hours_before)).isoformat(' ') ~ "'") -}}
{%- endmacro -%}
