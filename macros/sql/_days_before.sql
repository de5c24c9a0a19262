{#- The date literal of a day so many days before another. -#}
{%- macro _days_before(day, days) -%}
    {{- return("date '" ~ (day - modules.datetime.timedelta(days=days)).isoformat() ~ "'") -}}
{%- endmacro -%}
