{#-
    A subquery with a row a segment of each campaign whose arms are recorded: recorded_at, and planned_share, the share
    of the customers who were to get the campaign; null if no arm was held out. Of a segment with several arms beside
    the one held out, a row for each of them as well, compared with that one alone: then arm names it, and arms is how
    many there are; else arm is null and arms 1.
-#}
{%- macro planned_by_record() -%}
(
            select
                campaign,
                segment,
                cast(null as {{ dbt.type_string() }}) as arm,
                min(recorded_at) as recorded_at,
                max(case when arm = {{ _quote(arm_held_out()) }} then 1 - percent / 100 end) as planned_share,
                cast(1 as bigint) as arms
            from {{ ref('recorded_arms') }}
            group by campaign, segment
            union all
            select campaign, segment, arm, recorded_at, planned_share, arms
            from (
                select
                    tried.campaign,
                    tried.segment,
                    tried.arm,
                    tried.recorded_at,
                    tried.percent / (tried.percent + held_out.percent) as planned_share,
                    count(*) over (partition by tried.campaign, tried.segment) as arms
                from {{ ref('recorded_arms') }} as tried
                inner join {{ ref('recorded_arms') }} as held_out
                    on
                        tried.campaign = held_out.campaign
                        and tried.segment = held_out.segment
                        and held_out.arm = {{ _quote(arm_held_out()) }}
                where tried.arm <> {{ _quote(arm_held_out()) }}
            ) as of_arms
            where arms > 1
        )
{%- endmacro -%}

{#- The name of the arm that gets nothing. -#}
{%- macro arm_held_out() -%}
    {{- return('holdout') -}}
{%- endmacro -%}
