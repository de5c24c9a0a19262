{#- How often scores are made anew, by the variable scores: day, week or month; none if they are turned off. -#}
{%- macro _scored_every() -%}
    {%- set setting, example = _scores(), 'scores: {every: month}' -%}
    {%- if setting is none -%}{{- return(none) -}}{%- endif -%}
    {%- set keys = {'every': true, 'features': true} -%}
    {%- if setting is not mapping or 'every' not in setting or setting.keys() | reject('in', keys) | list -%}
        {%- do _refuse("scores is '" ~ setting ~ "'; write " ~ example ~ ', or null for none', 'dbt_project.yml') -%}
    {%- elif setting.every not in ['day', 'week', 'month'] -%}
        {%- do _refuse("scores: every is '" ~ setting.every ~ "'" ~ _nearest(setting.every, ['day', 'week', 'month']),
            'dbt_project.yml') -%}
    {%- endif -%}
    {{- return(setting.every) -}}
{%- endmacro -%}

{#- The days for which a forecast is held against what customers then bought. -#}
{%- macro _forecast_days() -%}{{- return(90) -}}{%- endmacro -%}

{#-
    The last day of the newest day, week (to Sunday) or month that was over at a clock: {'as_of': UTC datetime, 'day'}.
-#}
{%- macro _end_of_period(clock, every) -%}
    {%- set one = modules.datetime.timedelta(days=1) -%}
    {%- set is_over = clock.as_of >= _end_of_day(clock.day | string).replace(tzinfo=none) -%}
    {%- set day = clock.day if is_over else clock.day - one -%}
    {%- if every == 'week' -%}
        {%- set day = day - ((day.weekday() + 1) % 7) * one -%}
    {%- elif every == 'month' and (day + one).day != 1 -%}
        {%- set day = day.replace(day=1) - one -%}
    {%- endif -%}
    {{- return({'as_of': _end_of_day(day | string).replace(tzinfo=none), 'day': day}) -}}
{%- endmacro -%}
