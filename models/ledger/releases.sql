{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}") }}
-- The row that makes a release: readers see what belongs to releases that stand here, so it comes last.
-- depends_on: {{ ref('segment_stays') }}
-- depends_on: {{ ref('segment_change_log') }}
-- depends_on: {{ ref('audit_log') }}
-- depends_on: {{ ref('metric_log') }}
select
    plan.release_id,
    plan.as_of,
    plan.started_at,
    {{ utc_now() }} as published_at,
    'published' as status,
    plan.git_sha,
    coalesce(sum(case when versions.status in ('live', 'new') then 1 else 0 end), 0) as segments_published,
    coalesce(sum(case when versions.status = 'held' then 1 else 0 end), 0) as segments_held,
    plan.events_seen,
    work.customers_recomputed,
    work.mode,
    work.full_reason,
    work.events_read,
    work.by_events,
    work.by_traits,
    work.by_lists,
    work.by_clock,
    work.by_expiry,
    work.by_history,
    work.definitions_changed,
    work.rows_written,
    -- Known when all steps have ended: the step after this one fills it in.
    cast(null as {{ dbt.type_string() }}) as seconds
from {{ ref('refresh_plan') }} as plan
cross join {{ ref('refresh_work') }} as work
left join {{ ref('segment_versions') }} as versions on plan.release_id = versions.release_id
group by
    plan.release_id, plan.as_of, plan.started_at, plan.git_sha, plan.events_seen, work.customers_recomputed, work.mode, work.full_reason,
    work.events_read, work.by_events, work.by_traits, work.by_lists, work.by_clock, work.by_expiry, work.by_history, work.definitions_changed,
    work.rows_written
