{{ config(incremental_strategy='append', pre_hook="{{ keep_last_release() }}") }}
-- How far each goal is: its metric when it was set, and at the last clock up to the day that it is due. A segment that
-- was published only later begins at its first clock.
with goals as (
    select
        plan.release_id,
        plan.as_of,
        plan.as_of_day,
        goals.*
    from {{ ref('goals') }} as goals
    inner join {{ ref('release_decisions') }} as decisions on goals.segment = decisions.segment
    cross join {{ _release() }} as plan
    where decisions.decision <> 'retire'
),

observed as (
    select
        metrics.*,
        {{ local_day('metrics.as_of') }} as day,
        row_number() over (partition by metrics.segment, metrics.as_of order by metrics.release_id desc) as recency
    from {{ ref('metric_log') }} as metrics
),

measured as (
    select
        goals.goal,
        observed.as_of,
        observed.day,
        case goals.metric
            {%- for metric in ['size', 'share', 'unknown', 'value_total', 'value_mean', 'value_p50', 'score_mean'] %}
            when '{{ metric }}' then cast(observed.{{ metric }} as double precision)
            {%- endfor %}
        end as observation,
        row_number() over (
            partition by goals.goal
            order by
                case when observed.day <= goals.set_on then 0 else 1 end,
                case when observed.day <= goals.set_on then observed.as_of end desc,
                observed.as_of asc
        ) as from_start,
        row_number() over (
            partition by goals.goal
            order by case when observed.day <= goals.due_on then 0 else 1 end, observed.as_of desc
        ) as from_end
    from goals
    inner join observed on goals.segment = observed.segment and observed.recency = 1
    where observed.as_of <= goals.as_of
)

select
    goals.release_id,
    goals.as_of,
    goals.as_of_day,
    goals.goal,
    goals.segment,
    goals.metric,
    goals.direction,
    cast(goals.target as double precision) as target,
    goals.set_on,
    goals.due_on,
    goals.owner,
    goals.review_every_days,
    started.observation as baseline,
    started.as_of as baseline_as_of,
    reached.observation as observed,
    reached.as_of as observed_as_of,
    notes.noted_on,
    notes.author,
    notes.note
from goals
left join measured as started on goals.goal = started.goal and started.from_start = 1
left join measured as reached on goals.goal = reached.goal and reached.from_end = 1 and reached.day <= goals.due_on
left join (
    select
        notes.*,
        row_number() over (partition by notes.goal order by notes.noted_on desc, notes.author desc, notes.note desc) as recency
    from {{ ref('goal_notes') }} as notes
) as notes on goals.goal = notes.goal and notes.recency = 1
