{#- The requested clock: the environment variable SEGMENTS_AS_OF, else the variable `as_of`. -#}
{%- macro _clock_text() -%}
    {{- return((env_var('SEGMENTS_AS_OF', '') or var('as_of')) | string | trim) -}}
{%- endmacro -%}

{#-
    The requested clock as {'as_of': UTC datetime, 'day': date in time_zone}. It is read while a model executes, never
    while dbt parses, so that another clock needs no new parse. newest_day is the day of `latest`, present (a UTC
    datetime) the time of `now`.
-#}
{%- macro _clock(newest_day, present=none) -%}
    {%- set text = _clock_text() -%}
        {%- if text == 'now' -%}
        {%- set instant = modules.pytz.utc.localize(present) if present else run_started_at -%}
    {%- elif text == 'latest' or modules.re.fullmatch('\\d{4}-\\d{2}-\\d{2}', text) -%}
        {%- set day = (newest_day | string) if text == 'latest' else _iso_date('as_of', text, 'dbt_project.yml') -%}
        {%- set instant = _end_of_day(day) -%}
    {%- elif modules.re.fullmatch('\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?'
        ~ '(Z|[+-]\\d{2}:?\\d{2})?', text) -%}
        {%- set given = modules.datetime.datetime.fromisoformat(text | replace('Z', '+00:00')) -%}
        {%- set instant = given if given.tzinfo else modules.pytz.utc.localize(given) -%}
    {%- else -%}
        {%- do _refuse("as_of='" ~ text
            ~ "' is not an as-of time; valid are latest, now, 2017-06-30 or 2017-06-30T18:00:00", 'dbt_project.yml') -%}
    {%- endif -%}
    {%- set as_of = instant.astimezone(modules.pytz.utc).replace(tzinfo=none) -%}
    {{- return({'as_of': as_of, 'day': _local_date(as_of)}) -}}
{%- endmacro -%}
