{{ config(
    materialized='kept',
    unique_key='event_id',
    indexes=indexes_on(['event_id', 'customer_id', 'occurred_on', ['event_name', 'occurred_on']], ['occurred_at', 'occurred_on', 'loaded_at']),
) }}
-- depends_on: {{ ref('event_batch') }}
-- depends_on: {{ ref('pending_customers') }}
{% set input = _core_input('events_relation', 'stg_complete_journey__events') -%}
{%- set columns = _input_columns(input, 'events_relation', []) -%}
{%- set plan = _row_of(ref('input_plan')) %}
{%- if plan and plan.loaded_from %}
select {{ _event_columns(columns) | join(', ') }}, is_gone
from {{ ref('event_batch') }}
{%- else %}
/* whole */
-- Written out in both places: kept aside, all rows with all their columns would be stored once more.
with received as not materialized (
    {{- _received_events(input, columns) }}
),

repeated as (
    select event_id
    from {{ input }}
    group by event_id
    having count(*) > 1
),

-- A row that arrives later under an event_id already present corrects it. Only repeated rows are ranked:
-- ranking all of them, with their texts, takes far longer than everything else here.
versions as (
    select received.*, 1 as version_rank
    from received
    left join repeated on received.event_id = repeated.event_id
    where repeated.event_id is null
    union all
    select *
    from (
        select received.*, {{ _version_rank(columns) }} as version_rank
        from received
        where event_id in (select event_id from repeated)
    ) as ranked
)

select {{ _event_columns(columns) | join(', ') }}
from versions
where version_rank = 1 and not coalesce(is_deleted, false)
{%- endif %}
