-- The sizes under each segment's present rule: on the last thirty days with a release before the clock's day, and on
-- its baseline's day. The baseline is the last such day up to meta.baseline or, without it, up to 28 days before the
-- clock; else the oldest day.
{% set metrics, versions, clock = _earlier_relation('metric_log'), _earlier_relation('segment_versions'), _planned_clock() -%}
{%- set last = _last_release() if metrics and versions else 0 -%}
{%- set withdrawn = _withdrawn() if last else [] -%}
{%- if last -%}
with other_rules as (
    select
        versions.segment,
        max(versions.release_id) as last_release_id
    from {{ versions }} as versions
    inner join {{ ref('segment_definitions') }} as definitions
        on versions.segment = definitions.segment and versions.definition_hash <> definitions.definition_hash
    where versions.release_id <= {{ last }}
    group by versions.segment
),

days as (
    select
        metrics.segment,
        max(metrics.release_id) as release_id
    from {{ metrics }} as metrics
    inner join {{ ref('segment_definitions') }} as definitions on metrics.segment = definitions.segment
    left join other_rules on metrics.segment = other_rules.segment
    where
        metrics.release_id <= {{ last }}
        {%- if withdrawn %}
        and metrics.release_id not in ({{ withdrawn | map('first') | join(', ') }})
        {%- endif %}
        and (other_rules.segment is null or metrics.release_id > other_rules.last_release_id)
        and (definitions.history_from is null or metrics.as_of >= cast(definitions.history_from as timestamp))
        and cast(metrics.as_of as date) < cast({{ _timestamp(clock.as_of) }} as date)
    group by metrics.segment, cast(metrics.as_of as date)
),

aged as (
    select
        metrics.segment,
        metrics.release_id,
        metrics.as_of,
        metrics.size,
        metrics.share,
        metrics.unknown,
        metrics.as_of <= coalesce(cast(definitions.baseline_at as timestamp), {{ _timestamp(clock.as_of, 28 * 24) }}) as is_old_enough
    from {{ metrics }} as metrics
    inner join days on metrics.segment = days.segment and metrics.release_id = days.release_id
    inner join {{ ref('segment_definitions') }} as definitions on metrics.segment = definitions.segment
),

ranked as (
    select
        segment,
        release_id,
        as_of,
        size,
        share,
        unknown,
        size - lag(size) over (partition by segment order by as_of) as change,
        row_number() over (partition by segment order by as_of desc) as recency,
        as_of = coalesce(
            max(case when is_old_enough then as_of end) over (partition by segment), min(as_of) over (partition by segment)
        ) as is_baseline
    from aged
)

select segment, release_id, as_of, size, share, unknown, change, recency, is_baseline
from ranked
where recency <= 30 or is_baseline
{%- else -%}
select
    definitions.segment,
    plan.release_id,
    plan.as_of,
    cast(0 as bigint) as size,
    cast(0 as double precision) as share,
    cast(0 as bigint) as unknown,
    cast(0 as bigint) as change,
    cast(0 as bigint) as recency,
    false as is_baseline
from {{ ref('segment_definitions') }} as definitions
cross join {{ ref('refresh_plan') }} as plan
where 1 = 0
{%- endif %}
