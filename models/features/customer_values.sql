-- What each customer is worth to the metrics: the amounts of the value event over the value days.
{% set clock = _planned_clock() -%}
{%- set event = _quote(var('value_event') or '') -%}
{%- set first_day = _days_before(clock.day, var('value_days') - 1) %}
select
    customers.customer_id,
    cast(coalesce(sum(events.amount), 0) as numeric(38, 4)) as value
from {{ ref('customers') }} as customers
left join {{ ref('events') }} as events
    on
        customers.customer_id = events.customer_id
        and events.occurred_at <= {{ _timestamp(clock.as_of) }}
        and events.occurred_on >= {{ first_day }}
        and (
            events.event_name = {{ event }}
            or not exists (
                select 1
                from {{ ref('event_names') }} as names
                where names.event_name = {{ event }}
            )
        )
group by customers.customer_id
