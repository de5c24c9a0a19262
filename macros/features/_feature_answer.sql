{#- What a rule sees of a feature, from its measured column: the days up to the clock where a day was measured, else the column. -#}
{%- macro _feature_answer(need, column, clock) -%}
    {%- if need.kind in ['days_since_first', 'days_since_last'] -%}
        {{- return(dbt.datediff(column, _days_before(clock.day, 0), 'day') | trim) -}}
    {%- endif -%}
    {{- return(column) -}}
{%- endmacro -%}
