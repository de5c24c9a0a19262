{{ config(post_hook="delete from " ~ _prefixed('audit') ~ ".verdicts where release_id >= (select release_id from {{ this }})") }}
-- No audit has seen a new plan, so results for an earlier plan with the same release number are deleted.
{% set events = ref('events') -%}
{%- set present, noted = _present(), _row_of(ref('input_watermark')) -%}
{%- set last_day = _last_possible_day(present.at, noted, events) -%}
{%- set newest_day = _newest_day(events, last_day) -%}
{%- set clock = _clock(newest_day or last_day, present.at) -%}
{%- if noted -%}{%- do _check_clock(clock, present) -%}{%- endif -%}
{%- set today_ends = _timestamp(_end_of_day(_local_date(present.at) | string).replace(tzinfo=none)) -%}
{%- set releases = _earlier_relation('releases') -%}
{%- set pending, state = ref('pending_customers'), ref('verdict_state') -%}
{%- set everybody = _why_everybody(pending, state) if execute -%}
-- All questions about all events, in one reading: on PostgreSQL this is one of the most expensive steps of an hourly
-- refresh.
with counted as (
    select
        count(*) as events,
        coalesce(sum(case when occurred_at <= {{ _timestamp(clock.as_of) }} then 1 else 0 end), 0) as events_seen,
        coalesce(sum(case when occurred_on > {{ _days_before(last_day, 0) }} then 1 else 0 end), 0) as events_to_come,
        max(case when occurred_on <= {{ _days_before(last_day, 0) }} then occurred_at end) as newest_event_at,
        max(case when loaded_at <= {{ today_ends }} then loaded_at end) as newest_loaded_at
    from {{ ref('events') }}
)

select
    cast({% if releases %}(select coalesce(max(release_id), 0) from {{ releases }}){% else %}0{% endif %} + 1 as bigint) as release_id,
    {{ _timestamp(clock.as_of) }} as as_of,
    {{ _days_before(clock.day, 0) }} as as_of_day,
    cast({{ _quote(_clock_text()) }} as {{ dbt.type_string() }}) as clock,
    {{ _days_before(newest_day or last_day, 0) }} as newest_day,
    -- A machine clock that was set back counts as right only once somebody names a time by it.
    {{ _timestamp(run_started_at.replace(tzinfo=none) if ':' in _clock_text() else present.at) }} as started_at,
    cast({{ present.hours_back }} as double precision) as hours_gone_back,
    cast({{ _quote(env_var('SEGMENTS_GIT_SHA', '')) }} as {{ dbt.type_string() }}) as git_sha,
    input.watermark,
    counted.events,
    cast(counted.events_seen as bigint) as events_seen,
    cast(counted.events_to_come as bigint) as events_to_come,
    counted.newest_event_at,
    counted.newest_loaded_at,
    (select count(*) from {{ ref('customers') }}) as customers,
    cast({{ _quote(everybody) if everybody else 'null' }} as {{ dbt.type_string() }}) as full_reason
from {{ ref('input_watermark') }} as input
cross join counted
