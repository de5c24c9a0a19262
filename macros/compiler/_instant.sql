{#- The literal of a datetime read from the warehouse, to the microsecond, UTC; null for none. -#}
{%- macro _instant(value) -%}
    {%- if value is none -%}{{- return('cast(null as timestamp)') -}}{%- endif -%}
    {%- if value is string -%}{%- set value = modules.datetime.datetime.fromisoformat(value) -%}{%- endif -%}
    {%- if value.tzinfo -%}{%- set value = value.astimezone(modules.pytz.utc).replace(tzinfo=none) -%}{%- endif -%}
    {{- return("timestamp '" ~ value.isoformat(' ') ~ "'") -}}
{%- endmacro -%}
