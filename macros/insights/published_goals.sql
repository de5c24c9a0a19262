{#-
    How far each goal of one side's segments is (access: public or private), measured at the clocks that are believed:
    when it was set, or else at the segment's first clock, and at the last one up to the day that it is due. A goal is
    on track where the part of the way behind it is at least the part of the time that has passed.
-#}
{%- macro published_goals(access) -%}
with goals as (
    select figures.*
    from {{ ref('goal_figures') }} as figures
    inner join {{ _visible_segments(access) }} as versions on figures.segment = versions.segment
    where {{ of_last_release(ref('goal_figures')) }}
),

measured as (
    select
        goals.goal,
        clocks.as_of,
        clocks.as_of_day,
        case goals.metric
            {%- for metric in goal_metrics() %}
            when '{{ metric }}' then cast(metrics.{{ metric }} as double precision)
            {%- endfor %}
        end as observation,
        row_number() over (
            partition by goals.goal
            order by
                case when clocks.as_of_day <= goals.set_on then 0 else 1 end,
                case when clocks.as_of_day <= goals.set_on then clocks.as_of end desc,
                clocks.as_of asc
        ) as from_start,
        row_number() over (
            partition by goals.goal
            order by case when clocks.as_of_day <= goals.due_on then 0 else 1 end, clocks.as_of desc
        ) as from_end
    from goals
    inner join {{ ref('clock_releases') }} as clocks on goals.segment = clocks.segment and clocks.as_of <= goals.as_of
    inner join {{ ref('metric_log') }} as metrics on clocks.segment = metrics.segment
        and clocks.release_id = metrics.release_id
),

judged as (
    select
        goals.*,
        started.observation as baseline, started.as_of as baseline_as_of,
        reached.observation as observed, reached.as_of as observed_as_of,
        case goals.direction when 'at_most' then reached.observation <= goals.target
            else reached.observation >= goals.target end as is_reached,
        -- Of 0 through a negative number there are two zeros.
        case when reached.observation = started.observation and goals.target <> started.observation then 0
            else (reached.observation - started.observation) / nullif(goals.target - started.observation, 0)
        end as progress,
        greatest(least({{ dbt.datediff('goals.set_on', 'goals.as_of_day', 'day') }} * 1.0
            / {{ dbt.datediff('goals.set_on', 'goals.due_on', 'day') }}, 1), 0) as time_passed,
        -- Somebody has said something of it since it was due.
        coalesce(goals.noted_on > goals.due_on, false) as is_closed,
        cast(least(
            {{ dbt.dateadd('day', 'goals.review_every_days',
                'greatest(goals.set_on, coalesce(goals.noted_on, goals.set_on))') }},
            {{ dbt.dateadd('day', 1, 'goals.due_on') }}
        ) as date) as review_due_on
    from goals
    left join measured as started on goals.goal = started.goal and started.from_start = 1
    left join measured as reached on goals.goal = reached.goal and reached.from_end = 1
        and reached.as_of_day <= goals.due_on
)

select
    goal, segment, owner, metric, direction, target, set_on, due_on, baseline, baseline_as_of, observed, observed_as_of,
    cast(progress as double precision) as progress,
    cast(time_passed as double precision) as time_passed,
    cast(case
        when observed is null then 'unknown'
        when is_reached then 'met'
        when as_of_day > due_on then 'missed'
        when progress >= time_passed then 'on_track'
        else 'at_risk'
    end as {{ dbt.type_string() }}) as status,
    review_due_on,
    not is_closed and as_of_day >= review_due_on as is_review_due,
    noted_on, author, note, as_of, as_of_day, release_id
from judged
{%- endmacro -%}
