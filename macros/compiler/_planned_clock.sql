{#- The clock of the refresh under way, as refresh_plan fixed it: {'as_of', 'day', 'release_id'}. -#}
{%- macro _planned_clock() -%}
    {%- set plan = ref('refresh_plan') -%}
    {%- if not execute -%}
        {%- set parsing = modules.datetime.datetime(2000, 1, 1) -%}
        {{- return({'as_of': parsing, 'day': parsing.date(), 'release_id': 0}) -}}
    {%- endif -%}
    {%- set row = run_query('select as_of, as_of_day, release_id from ' ~ plan).rows[0] -%}
    {{- return({'as_of': row[0], 'day': row[1], 'release_id': row[2] | int}) -}}
{%- endmacro -%}
