{#- A text value as a SQL literal. Quotes in the value are escaped. -#}
{%- macro _quote(value) -%}
    {{- return("'" ~ (value | string | replace("'", "''")) ~ "'") -}}
{%- endmacro -%}

{#- A timestamp literal, hours_before hours before a datetime. -#}
{%- macro _timestamp(instant, hours_before=0) -%}
    {{- return("timestamp '" ~ (instant - modules.datetime.timedelta(hours=hours_before)).isoformat(' ') ~ "'") -}}
{%- endmacro -%}

{#- The literal of a datetime read from the warehouse, to the microsecond; null for none. -#}
{%- macro _instant(value) -%}
    {{- return('cast(null as timestamp)' if value is none else _timestamp(value)) -}}
{%- endmacro -%}

{#- The date literal of the day `days` days before another. -#}
{%- macro _days_before(day, days) -%}
    {{- return("date '" ~ (day - modules.datetime.timedelta(days=days)).isoformat() ~ "'") -}}
{%- endmacro -%}
