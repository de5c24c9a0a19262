{#-
    The clock as {'as_of': UTC datetime, 'day': date in time_zone}, from the environment variable
    SEGMENTS_AS_OF or the variable `as_of`. It is read while a model executes, never while dbt parses,
    so that another clock needs no new parse. newest_day answers for `latest`.
-#}
{%- macro _clock(newest_day) -%}
    {%- set text = (env_var('SEGMENTS_AS_OF', '') or var('as_of')) | string | trim -%}
    {%- set zone = modules.pytz.timezone(var('time_zone')) -%}
    {%- if text == 'now' -%}
        {%- set instant = run_started_at -%}
    {%- elif text == 'latest' or modules.re.fullmatch('\\d{4}-\\d{2}-\\d{2}', text) -%}
        {%- set day = (newest_day | string) if text == 'latest' else _iso_date('clock', 'as_of', text) -%}
        {%- set last = modules.datetime.datetime.fromisoformat(day ~ 'T23:59:59.999999') -%}
        {%- set instant = modules.pytz.utc.normalize(zone.localize(last)) -%}
        {#- A day that the zone left out, as Pacific/Apia did 2011-12-30, ends with the day before. -#}
        {%- set instant = zone.localize(last, is_dst=true) if instant.astimezone(zone).date() > last.date() else instant -%}
    {%- elif modules.re.fullmatch('\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?(Z|[+-]\\d{2}:?\\d{2})?', text) -%}
        {%- set given = modules.datetime.datetime.fromisoformat(text | replace('Z', '+00:00')) -%}
        {%- set instant = given if given.tzinfo else modules.pytz.utc.localize(given) -%}
    {%- else -%}
        {%- do _refuse("as_of='" ~ text ~ "' is no clock; valid are latest, now, 2017-06-30 or 2017-06-30T18:00:00", 'dbt_project.yml') -%}
    {%- endif -%}
    {{- return({'as_of': instant.astimezone(modules.pytz.utc).replace(tzinfo=none), 'day': instant.astimezone(zone).date()}) -}}
{%- endmacro -%}
