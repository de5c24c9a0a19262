{#- The columns of metric_log that a goal can be measured by. orchestration/rules/goals.py reads them here, too. -#}
{%- macro goal_metrics() -%}
    {{- return(['size', 'share', 'unknown', 'value_total', 'value_mean', 'value_p50', 'score_mean']) -}}
{%- endmacro -%}
