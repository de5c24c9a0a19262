-- Of the kinds of daily event that a segment reads, the one that stands out most. A segment that reads none has no row.
{% set text, reads = dbt.type_string(), [] -%}
{%- for segment in _segments() -%}
    {%- set needs = segment.needs.values() | list -%}
    {%- set names = _event_names_of(needs) -%}
    {%- for name in (['null'] if names is none else names) -%}{%- do reads.append([_quote(segment.name), name]) -%}{%- endfor -%}
{%- endfor %}
with reads as (
    {{ _inline_table({'segment': text, 'event_name': text}, reads) }}
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
    inner join {{ ref('daily_events') }} as daily on reads.event_name is null or reads.event_name = daily.event_name
)

select segment, event_name, events, usual_events, usual_deviation
from ranked
where place = 1
