{{ config(incremental_strategy='append', pre_hook="{{ keep_last_release() }}") }}
-- How long customers take from their first entry into one segment to their next into another. Whoever was in a segment
-- at its first clock entered it at a time that nobody saw, and doesn't count.
with stays as (
    select
        stays.segment,
        stays.customer_id,
        stays.entered_at,
        min(stays.entered_at) over (partition by stays.segment) as first_seen_at
    from {{ ref('segment_stays') }} as stays
    inner join {{ ref('release_decisions') }} as decisions on stays.segment = decisions.segment
    where stays.superseded_release is null and decisions.decision <> 'retire'
),

entries as (
    select
        segment,
        customer_id,
        entered_at,
        row_number() over (partition by segment, customer_id order by entered_at) as entry
    from stays
    where entered_at > first_seen_at
),

followed as (
    select
        first_entries.segment as from_segment,
        later_entries.segment as to_segment,
        first_entries.customer_id,
        first_entries.entered_at,
        min(later_entries.entered_at) as next_entered_at
    from entries as first_entries
    inner join entries as later_entries
        on
            first_entries.customer_id = later_entries.customer_id
            and first_entries.segment <> later_entries.segment
            and first_entries.entered_at < later_entries.entered_at
    where first_entries.entry = 1
    group by first_entries.segment, later_entries.segment, first_entries.customer_id, first_entries.entered_at
),

timed as (
    select
        from_segment,
        to_segment,
        cast({{ dbt.datediff(local_day('entered_at'), local_day('next_entered_at'), 'day') }} as double precision) as days
    from followed
)

select
    plan.release_id,
    plan.as_of,
    timed.from_segment,
    timed.to_segment,
    count(*) as customers,
    percentile_cont(0.5) within group (order by timed.days) as median_days,
    percentile_cont(0.25) within group (order by timed.days) as p25_days,
    percentile_cont(0.75) within group (order by timed.days) as p75_days
from timed
cross join {{ _release() }} as plan
group by plan.release_id, plan.as_of, timed.from_segment, timed.to_segment
