{{ config(indexes=indexes_on([['event_name', 'occurred_on']])) }}
-- The events of the affected customers that any rule can count, with the columns that rules use, ordered by name,
-- because features are computed name by name. Empty if all customers are evaluated.
{% set clock, plan = _planned_clock(), _row_of(ref('refresh_plan')) -%}
{%- set features = (_project_features(_segments()).values() | list) + _features_of_everybody() -%}
{%- set names = _event_names_of(features) -%}
{%- set first_day = _first_day(features | selectattr('kind', 'in', _kinds_from(['events', 'sequence'])) | list, clock) %}
select
    {%- for column in _columns_spoken_of(features, ref('events')) %}
    events.{{ column }},
    {%- endfor %}
    events.customer_id,
    events.event_name,
    events.occurred_at,
    events.occurred_on
from {{ ref('events') }} as events
inner join {{ ref('affected_customers') }} as affected on events.customer_id = affected.customer_id
where
    events.occurred_at <= {{ _timestamp(clock.as_of) }}
    {%- if first_day %}
    and events.occurred_on >= {{ first_day }}
    {%- endif %}
    {%- if names is not none %}
    and events.event_name in ({{ names | join(', ') or "''" }})
    {%- endif %}
    {%- if plan and plan.full_reason %}
    and 1 = 0
    {%- endif %}
{{ kept_in_order_by('events.event_name') }}
