{{ config(
    incremental_strategy='append',
    indexes=indexes_on(['release_id']),
    pre_hook=["{{ hold_warehouse() }}", "{{ discard_unpublished() }}"],
) }}
-- The row that makes a release visible. Readers see only what belongs to a release in this table, so it comes last.
-- depends_on: {{ ref('segment_stays') }}
-- depends_on: {{ ref('segment_change_log') }}
-- depends_on: {{ ref('turnover_log') }}
-- depends_on: {{ ref('audit_log') }}
-- depends_on: {{ ref('metric_log') }}
-- depends_on: {{ ref('profile_log') }}
-- depends_on: {{ ref('drift_log') }}
-- depends_on: {{ ref('definition_moves') }}
-- depends_on: {{ ref('arrival_log') }}
-- depends_on: {{ ref('association_figures') }}
-- depends_on: {{ ref('attrition_figures') }}
-- depends_on: {{ ref('backtest_figures') }}
-- depends_on: {{ ref('campaign_figures') }}
-- depends_on: {{ ref('goal_figures') }}
-- depends_on: {{ ref('overlap_figures') }}
-- depends_on: {{ ref('profile_figures') }}
-- depends_on: {{ ref('timing_figures') }}
-- depends_on: {{ ref('value_figures') }}
{% if _scores() is not none -%}
-- depends_on: {{ ref('score_figures') }}
-- depends_on: {{ ref('decile_figures') }}
-- depends_on: {{ ref('member_score_figures') }}
{% endif -%}
with counted as (
    select
        coalesce(sum(case when versions.status in ('live', 'new') then 1 else 0 end), 0) as segments_published,
        coalesce(sum(case when versions.status = 'held' then 1 else 0 end), 0) as segments_held
    from {{ ref('segment_versions') }} as versions
    inner join {{ _release() }} as plan on versions.release_id = plan.release_id
)

select
    plan.release_id,
    plan.as_of,
    plan.started_at,
    {%- if is_incremental() %}
    -- By these times, history says what was known when. So they must rise even if the machine's clock was set back.
    greatest({{ utc_now() }}, (select max(published_at) + interval '1 microsecond' from {{ this }})) as published_at,
    {%- else %}
    {{ utc_now() }} as published_at,
    {%- endif %}
    'published' as status,
    plan.clock,
    plan.git_sha,
    {%- set accepted = env_var('SEGMENTS_MOVES_ACCEPTED', '') %}
    cast({{ _quote(accepted) if accepted else 'null' }} as {{ dbt.type_string() }}) as moves_accepted,
    counted.segments_published,
    counted.segments_held,
    plan.events_seen,
    plan.customers,
    work.customers_recomputed,
    work.mode,
    work.full_reason,
    work.events_read,
    {%- for reason in _reasons() %}
    work.by_{{ reason }},
    {%- endfor %}
    work.definitions_changed,
    work.rows_written,
    -- The step after this one fills it in, when all steps have ended.
    cast(null as {{ dbt.type_string() }}) as seconds
from {{ _release() }} as plan
cross join {{ ref('refresh_work') }} as work
cross join counted
