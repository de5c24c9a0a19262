{#- The date in time_zone of a UTC datetime without zone. -#}
{%- macro _local_date(instant) -%}
    {{- return(modules.pytz.utc.localize(instant).astimezone(modules.pytz.timezone(var('time_zone'))).date()) -}}
{%- endmacro -%}
