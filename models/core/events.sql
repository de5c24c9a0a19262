{{ config(
    materialized='kept',
    unique_key='event_id',
    indexes=indexes_on(['event_id', 'customer_id', 'occurred_on', ['event_name', 'occurred_on']], ['occurred_at', 'occurred_on', 'loaded_at']),
    pre_hook="{{ joined_by_hash() if not _row_of(ref('input_plan')).loaded_from else '' }}",
) }}
-- depends_on: {{ ref('event_batch') }}
-- depends_on: {{ ref('pending_customers') }}
-- depends_on: {{ ref('repeated_events') }}
{% set input = _core_input('events_relation') -%}
{%- set taken = _taken_events(input) -%}
{%- set plan = _row_of(ref('input_plan')) %}
{%- if plan and plan.loaded_from %}
select {{ _event_columns(taken) | join(', ') }}, segments__is_gone
from {{ ref('event_batch') }}
where segments__is_gone is not null
{%- else %}
/* whole */
-- Not materialized, because that would store all rows with all their columns once more.
with received as not materialized (
    {{- _received_events(input, taken, in_bulk=true) }}
)

-- A row that arrives later under an existing event_id corrects it. Only repeated rows are ranked: ranking all rows,
-- with their texts, takes far longer than everything else here.
select {% for column in _event_columns(taken) %}received.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
from received
left join {{ ref('repeated_events') }} as repeated on received.event_id = repeated.event_id
where repeated.event_id is null and received.segments__fault is null and not received.is_deleted
union all
select {{ _event_columns(taken) | join(', ') }}
from (
    {{- _newest_versions('received where segments__fault is null and event_id in (select repeated.event_id from ' ~ ref('repeated_events') ~ ' as repeated)', taken) }}
) as newest
where segments__versions = 1 and not is_deleted
{%- endif %}
