{#-
    The current time, but never earlier than the start of the last release: {'at': UTC datetime, 'hours_back'}.
    hours_back: how far the machine's clock lags behind it, in hours.
-#}
{%- macro _present() -%}
    {%- set now, releases = run_started_at.replace(tzinfo=none), _earlier_relation('releases') -%}
    {%- set last = _rows_of(releases, 'select started_at from ' ~ releases ~ ' order by release_id desc limit 1')
        if releases else [] -%}
    {%- set at = [now, last[0][0] or now] | max if last else now -%}
    {{- return({'at': at, 'hours_back': (at - now).total_seconds() / 3600}) -}}
{%- endmacro -%}
