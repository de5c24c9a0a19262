{#-
    Hours, to the minute, from the oldest of some timestamps to the time that data should reach: now, if the clock is
    `latest` or `now`, else the given clock. 0 if the data reach further.
-#}
{%- macro _hours_behind(timestamps) -%}
    {%- set follows = _clock_text() in ['latest', 'now'] -%}
    {%- set until = 'plan.started_at' if follows else 'plan.as_of' -%}
    {%- set oldest = 'least(' ~ timestamps | join(', ') ~ ', ' ~ until ~ ')' -%}
cast({{ dbt.datediff(oldest, until, 'minute') }} as double precision) / 60
{%- endmacro -%}
