{{ config(incremental_strategy='append', pre_hook="{{ keep_last_release() }}") }}
-- The goals of the segments that stand, with the latest note on each, as people had written them when the release was
-- made. How far each is follows from the metrics.
select
    plan.release_id,
    plan.as_of,
    plan.as_of_day,
    goals.goal,
    goals.segment,
    goals.metric,
    goals.direction,
    cast(goals.target as double precision) as target,
    goals.set_on,
    goals.due_on,
    goals.owner,
    goals.review_every_days,
    notes.noted_on,
    notes.author,
    notes.note
from {{ ref('goals') }} as goals
inner join {{ ref('release_decisions') }} as decisions on goals.segment = decisions.segment
cross join {{ _release() }} as plan
left join (
    select
        notes.*,
        row_number() over (partition by notes.goal order by notes.noted_on desc, notes.author desc, notes.note desc) as recency
    from {{ ref('goal_notes') }} as notes
) as notes on goals.goal = notes.goal and notes.recency = 1
where decisions.decision <> 'retire'
