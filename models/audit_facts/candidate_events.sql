-- Among the kinds of daily event that a segment reads, the most unusual one. A segment that reads none has no row.
{% set text, reads = dbt.type_string(), [] -%}
{%- for segment in _segments() -%}
    {%- set features = segment.features.values() | list -%}
    {%- set names = _event_names_of(features) -%}
    {%- for name in (['null'] if names is none else names) -%}{%- do reads.append([_quote(segment.name), name]) -%}{%- endfor -%}
{%- endfor -%}
{%- set plan, facts = _row_of(ref('refresh_plan')), _row_of(ref('project_facts')) -%}
{%- set until = [facts.newest_event_at, plan.as_of] | min if facts and facts.newest_event_at else _planned_clock().as_of %}
with reads as (
    {{ _inline_table({'segment': text, 'event_name': text}, reads) }}
),

days as (
    {{ _inline_table({'event_name': text, 'at_least': 'double precision', 'at_most': 'double precision'}, _known_days(ref('unusual_days'), until)) }}
),

-- A known unusual day that overlaps the last 24 hours widens the accepted range by its factor.
known as (
    select
        daily.event_name,
        least(min(days.at_least), 1) as at_least,
        greatest(max(days.at_most), 1) as at_most
    from {{ ref('daily_events') }} as daily
    inner join days on days.event_name is null or daily.event_name = days.event_name
    group by daily.event_name
),

daily as (
    select
        daily.*,
        exp(daily.usual_log_events) as usual_events,
        coalesce(known.at_least, 1) * exp(daily.usual_log_events) as least_events,
        coalesce(known.at_most, 1) * exp(daily.usual_log_events) as most_events
    from {{ ref('daily_events') }} as daily
    left join known on daily.event_name = known.event_name
),

ranked as (
    select
        reads.segment,
        daily.event_name,
        daily.events,
        daily.usual_events,
        daily.usual_deviation,
        daily.least_events,
        daily.most_events,
        row_number() over (
            partition by reads.segment
            order by
                greatest(ln(greatest(daily.least_events, 1)) - daily.log_events, daily.log_events - ln(daily.most_events)) / daily.usual_deviation desc,
                daily.event_name asc
        ) as place
    from reads
    inner join daily on reads.event_name is null or reads.event_name = daily.event_name
)

select segment, event_name, events, usual_events, usual_deviation, least_events, most_events
from ranked
where place = 1
