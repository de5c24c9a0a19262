-- How each segment's size usually changes from one day with a release to the next, and its size on the last of them.
with changes as (
    select
        segment,
        count(change) as past_changes,
        percentile_cont(0.5) within group (order by cast(change as double precision)) as usual_change,
        max(case when recency = 1 then size end) as last_size,
        max(case when recency = 1 then unknown end) as last_unknown
    from {{ ref('past_sizes') }}
    where recency <= 30
    group by segment
),

spread as (
    select
        changes.segment,
        percentile_cont(0.5) within group (order by abs(cast(past.change as double precision) - changes.usual_change)) as mad
    from {{ ref('past_sizes') }} as past
    inner join changes on past.segment = changes.segment
    where past.recency <= 30
    group by changes.segment
)

select
    changes.segment,
    changes.past_changes,
    -- Fewer changes don't show what is usual.
    case when changes.past_changes >= 5 then changes.last_size + changes.usual_change end as usual_size,
    {{ _usual_deviation('changes.last_size', 'spread.mad') }} as usual_deviation,
    changes.last_unknown
from changes
inner join spread on changes.segment = spread.segment
