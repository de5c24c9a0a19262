{#-
    The percentage of customers whom a refresh evaluates a second time: SEGMENTS_CHECKED_PERCENT, or the variable
    checked_percent.
-#}
{%- macro _checked_percent() -%}
    {%- set given = env_var('SEGMENTS_CHECKED_PERCENT', '') or var('checked_percent') -%}
    {%- if not modules.re.fullmatch('\\d+(\\.\\d+)?', given | string) or given | float > 100 -%}
        {%- do _refuse("checked_percent='" ~ given ~ "' is not a share from 0 to 100", 'dbt_project.yml') -%}
    {%- endif -%}
    {{- return(given | float) -}}
{%- endmacro -%}
