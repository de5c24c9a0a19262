{% set events = ref('events') -%}
{%- set newest = _rows_of(events, 'select max(occurred_on) from ' ~ events) -%}
{%- set clock = _clock(newest[0][0] or run_started_at.date()) if newest else {'as_of': run_started_at, 'day': run_started_at.date()} -%}
{%- set releases = _earlier_relation('releases') -%}
{%- set pending, state = ref('pending_customers'), ref('verdict_state') -%}
{%- set everybody = _why_everybody(pending, state) if execute -%}
-- All that is asked of all events, in one reading: on PostgreSQL one of the dearest steps of an hour's refresh.
with counted as (
    select
        count(*) as events,
        coalesce(sum(case when occurred_at <= {{ _timestamp(clock.as_of) }} then 1 else 0 end), 0) as events_seen,
        max(occurred_at) as newest_event_at,
        max(loaded_at) as newest_loaded_at
    from {{ ref('events') }}
)

select
    cast({% if releases %}(select coalesce(max(release_id), 0) from {{ releases }}){% else %}0{% endif %} + 1 as bigint) as release_id,
    {{ _timestamp(clock.as_of) }} as as_of,
    {{ _days_before(clock.day, 0) }} as as_of_day,
    {{ _timestamp(run_started_at.replace(tzinfo=none)) }} as started_at,
    cast({{ _quote(env_var('SEGMENTS_GIT_SHA', '')) }} as {{ dbt.type_string() }}) as git_sha,
    input.watermark,
    counted.events,
    cast(counted.events_seen as bigint) as events_seen,
    counted.newest_event_at,
    counted.newest_loaded_at,
    (select count(*) from {{ ref('customers') }}) as customers,
    cast({{ _quote(everybody) if everybody else 'null' }} as {{ dbt.type_string() }}) as full_reason
from {{ ref('input_watermark') }} as input
cross join counted
