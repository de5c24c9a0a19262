{{ config(enabled=_clusters() is not none) }}
-- depends_on: {{ ref('current_versions') }}
-- Where a segment that covered the family at a release is hidden by now, the family's groups of that release are left
-- out: what was left of the customers tells how many it had.
with left_out as (
    select distinct
        covering.release_id,
        covering.family
    from {{ _emerging_table('recorded_coverage') }} as covering
    left join {{ _visible_segments('public') }} as visible on covering.segment = visible.segment
    where visible.segment is null
)

select
    recorded.family,
    recorded.emerging_group,
    recorded.customers,
    cast(recorded.customers as double precision) / nullif(recorded.all_customers, 0) as share,
    recorded.is_estimate,
    recorded.told_by,
    recorded.told_precision,
    recorded.told_recall,
    recorded.drift,
    recorded.reason,
    recorded.scored_as_of,
    recorded.found_release_id,
    releases.as_of,
    releases.as_of_day,
    releases.is_latest_of_clock,
    recorded.release_id
from {{ _emerging_table('recorded_groups') }} as recorded
inner join {{ ref('segment_releases') }} as releases on recorded.release_id = releases.release_id
left join left_out on recorded.release_id = left_out.release_id and recorded.family = left_out.family
where left_out.release_id is null
