{#- The clock that refresh_plan fixed for this refresh: {'as_of', 'day', 'release_id'}. -#}
{%- macro _planned_clock() -%}
    {%- set plan = _row_of(ref('refresh_plan')) -%}
    {%- if not plan -%}
        {%- set parsing = modules.datetime.datetime(2000, 1, 1) -%}
        {{- return({'as_of': parsing, 'day': parsing.date(), 'release_id': 0}) -}}
    {%- endif -%}
    {{- return({'as_of': plan.as_of, 'day': plan.as_of_day, 'release_id': plan.release_id | int}) -}}
{%- endmacro -%}
