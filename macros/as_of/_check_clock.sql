{#- Refuses an as-of time in the future, or one read from a machine clock that was set back. -#}
{%- macro _check_clock(clock, present) -%}
    {%- set today, text = _local_date(present.at), _clock_text() -%}
    {%- if clock.day > today -%}
        {%- do _refuse("as_of='" ~ text ~ "' is in the future; the latest as-of time is the end of today, " ~ today,
            'dbt_project.yml') -%}
    {%- elif text == 'now' and present.hours_back > 1 -%}
        {%- do _refuse("as_of='now' can't be told: this machine's clock says "
            ~ run_started_at.strftime('%Y-%m-%d %H:%M') ~ ' UTC, the last release began at '
            ~ present.at.strftime('%Y-%m-%d %H:%M')
            ~ ' by the clock of then; set the clock right, or if it is, name the time once: --as-of '
            ~ run_started_at.strftime('%Y-%m-%dT%H:%M'), 'dbt_project.yml') -%}
    {%- endif -%}
{%- endmacro -%}
