-- For each kind of event that comes every day: its number in the last 24 hours, and the usual number on that weekday.
{% set plan, facts = _row_of(ref('refresh_plan')), _row_of(ref('project_facts')) -%}
{%- set until = [facts.newest_event_at, plan.as_of] | min if facts and facts.newest_event_at else _planned_clock().as_of -%}
{%- set weeks = [] -%}
{%- for week in range(1, 9) -%}{%- do weeks.append([week]) -%}{%- endfor %}
with weeks as (
    {{ _inline_table({'week': 'bigint'}, weeks) }}
),

counted as (
    select
        event_name,
        week,
        count(*) as events
    from (
        select
            event_name,
            case
                {%- for week in range(9) %}
                when {{ _within_day_before('occurred_at', until, 7 * week) }} then {{ week }}
                {%- endfor %}
            end as week
        from {{ ref('events') }}
        where
            {%- for week in range(9) %}
            {{ 'or ' if not loop.first }}{{ _within_day_before('occurred_at', until, 7 * week) }}
            {%- endfor %}
    ) as recent
    group by event_name, week
),

names as (
    select distinct event_name
    from counted
),

-- Numbers of events vary by factors rather than by sums, so their logarithms are compared.
past as (
    select
        names.event_name,
        ln(cast(coalesce(counted.events, 0) + 1 as double precision)) as log_events
    from names
    cross join weeks
    left join counted on names.event_name = counted.event_name and weeks.week = counted.week
),

usual as (
    select
        event_name,
        percentile_cont(0.5) within group (order by log_events) as log_events
    from past
    group by event_name
),

spread as (
    select
        usual.event_name,
        percentile_cont(0.5) within group (order by abs(past.log_events - usual.log_events)) as mad
    from past
    inner join usual on past.event_name = usual.event_name
    group by usual.event_name
)

-- From a hundred such events a day on, fewer or more are meaningful. Campaigns and surveys come in waves.
select
    usual.event_name,
    coalesce(lately.events, 0) as events,
    ln(cast(coalesce(lately.events, 0) + 1 as double precision)) as log_events,
    usual.log_events as usual_log_events,
    -- At least a tenth, because numbers that never moved can begin to.
    greatest({{ _robust_deviation('spread.mad') }}, 0.1) as usual_deviation
from usual
inner join spread on usual.event_name = spread.event_name
left join counted as lately on usual.event_name = lately.event_name and lately.week = 0
where usual.log_events >= ln(100)
