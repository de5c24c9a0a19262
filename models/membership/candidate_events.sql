-- Of the kinds of event that a segment reads and that come every day, the one whose number in the last 24 hours
-- lies furthest from what it usually is on that weekday. A segment that reads none has no row.
{% set plan, facts, text = _row_of(ref('refresh_plan')), _row_of(ref('project_facts')), dbt.type_string() -%}
{%- set until = [facts.newest_event_at, plan.as_of] | min if facts and facts.newest_event_at else _planned_clock().as_of -%}
{%- set reads, weeks = [], [] -%}
{%- for segment in _segments() -%}
    {%- set needs = segment.needs.values() | list -%}
    {%- set names = _event_names_of(needs) -%}
    {%- for name in (['null'] if names is none else names) -%}{%- do reads.append([_quote(segment.name), name]) -%}{%- endfor -%}
{%- endfor -%}
{%- for week in range(1, 9) -%}{%- do weeks.append([week]) -%}{%- endfor %}
with reads as (
    {{ _inline_table({'segment': text, 'event_name': text}, reads) }}
),

weeks as (
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

-- Numbers of events go up and down by factors rather than by sums: their logarithms are compared.
past as (
    select
        names.event_name,
        ln(cast(coalesce(counted.events, 0) + 1 as double precision)) as log_events
    from (select distinct event_name from counted) as names
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
),

-- Where a hundred come on such a day, fewer or more mean something; campaigns and surveys come in waves.
daily as (
    select
        usual.event_name,
        coalesce(lately.events, 0) as events,
        ln(cast(coalesce(lately.events, 0) + 1 as double precision)) as log_events,
        usual.log_events as usual_log_events,
        -- As _usual_deviation has it, and not less than a tenth.
        greatest(1.4826 * spread.mad, 0.1) as usual_deviation
    from usual
    inner join spread on usual.event_name = spread.event_name
    left join counted as lately on usual.event_name = lately.event_name and lately.week = 0
    where usual.log_events >= ln(100)
),

ranked as (
    select
        reads.segment,
        daily.event_name,
        daily.events,
        exp(daily.usual_log_events) as usual_events,
        daily.usual_deviation,
        row_number() over (
            partition by reads.segment
            order by abs(daily.log_events - daily.usual_log_events) / daily.usual_deviation desc, daily.event_name asc
        ) as place
    from reads
    inner join daily on reads.event_name is null or reads.event_name = daily.event_name
)

select segment, event_name, events, usual_events, usual_deviation
from ranked
where place = 1
