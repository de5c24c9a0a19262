{#- The date in time_zone of a UTC datetime without zone. -#}
{%- macro _local_date(instant) -%}
    {{- return(modules.pytz.utc.localize(instant).astimezone(modules.pytz.timezone(var('time_zone'))).date()) -}}
{%- endmacro -%}

{#-
    The last microsecond of a day, given as an ISO date in time_zone, as a UTC datetime with zone. A day that the zone
    skipped, as Pacific/Apia did on 2011-12-30, ends with the day before.
-#}
{%- macro _end_of_day(day) -%}
    {%- set zone = modules.pytz.timezone(var('time_zone')) -%}
    {%- set last = modules.datetime.datetime.fromisoformat(day ~ 'T23:59:59.999999') -%}
    {%- set instant = modules.pytz.utc.normalize(zone.localize(last)) -%}
    {%- set is_left_out = instant.astimezone(zone).date() > last.date() -%}
    {{- return(modules.pytz.utc.normalize(zone.localize(last, is_dst=true)) if is_left_out else instant) -}}
{%- endmacro -%}
