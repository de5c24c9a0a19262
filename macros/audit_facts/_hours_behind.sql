{#-
    Hours, to the minute, from the oldest of some timestamps to when data should reach: now, where the clock
    follows the data or the time, else the clock that was given; 0 where they reach further.
-#}
{%- macro _hours_behind(timestamps) -%}
    {%- set follows = _clock_text() in ['latest', 'now'] -%}
    {%- set until = 'plan.started_at' if follows else 'plan.as_of' -%}
    {%- set oldest = 'least(' ~ timestamps | join(', ') ~ ', ' ~ until ~ ')' -%}
cast({{ dbt.datediff(oldest, until, 'minute') }} as double precision) / 60
{%- endmacro -%}
