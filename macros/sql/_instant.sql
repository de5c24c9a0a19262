{#- The literal of a datetime read from the warehouse, to the microsecond; null for none. -#}
{%- macro _instant(value) -%}
    {{- return('cast(null as timestamp)' if value is none else _timestamp(value)) -}}
{%- endmacro -%}
