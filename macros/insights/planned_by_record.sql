{#-
    A subquery with a row a segment of each campaign whose arms are recorded: recorded_at, and planned_share, the share
    of the customers who were to get the campaign; null if no arm was held out.
-#}
{%- macro planned_by_record() -%}
(
            select
                campaign,
                segment,
                min(recorded_at) as recorded_at,
                max(case when arm = {{ _quote(arm_held_out()) }} then 1 - percent / 100 end) as planned_share
            from {{ ref('recorded_arms') }}
            group by campaign, segment
        )
{%- endmacro -%}

{#- The name of the arm that gets nothing. -#}
{%- macro arm_held_out() -%}
    {{- return('holdout') -}}
{%- endmacro -%}
