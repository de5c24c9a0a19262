{#-
    How far each goal of one side's segments is: access is public or private. A goal is on track where the part of the
    way behind it is at least the part of the time that has passed since it was set.
-#}
{%- macro published_goals(access) -%}
select
    judged.goal, judged.segment, judged.owner, judged.metric, judged.direction, judged.target, judged.set_on, judged.due_on,
    judged.baseline, judged.baseline_as_of, judged.observed, judged.observed_as_of,
    cast(judged.progress as double precision) as progress,
    cast(judged.time_passed as double precision) as time_passed,
    cast(case
        when judged.observed is null then 'unknown'
        when judged.is_reached then 'met'
        when judged.as_of_day > judged.due_on then 'missed'
        when judged.progress >= judged.time_passed then 'on_track'
        else 'at_risk'
    end as {{ dbt.type_string() }}) as status,
    judged.review_due_on,
    not judged.is_closed and judged.as_of_day >= judged.review_due_on as is_review_due,
    judged.noted_on, judged.author, judged.note,
    judged.as_of, judged.as_of_day, judged.release_id
from (
    select
        figures.*,
        case figures.direction when 'at_most' then figures.observed <= figures.target else figures.observed >= figures.target end as is_reached,
        -- Of 0 through a negative number there are two zeros.
        case when figures.observed = figures.baseline and figures.target <> figures.baseline then 0
            else (figures.observed - figures.baseline) / nullif(figures.target - figures.baseline, 0) end as progress,
        greatest(least(
            {{ dbt.datediff('figures.set_on', 'figures.as_of_day', 'day') }} * 1.0 / {{ dbt.datediff('figures.set_on', 'figures.due_on', 'day') }}, 1), 0) as time_passed,
        -- Somebody has said something of it since it was due.
        coalesce(figures.noted_on > figures.due_on, false) as is_closed,
        cast(least(
            {{ dbt.dateadd('day', 'figures.review_every_days', 'greatest(figures.set_on, coalesce(figures.noted_on, figures.set_on))') }},
            {{ dbt.dateadd('day', 1, 'figures.due_on') }}
        ) as date) as review_due_on
    from {{ ref('goal_figures') }} as figures
    inner join {{ _visible_segments(access) }} as versions on figures.segment = versions.segment
    where {{ of_last_release(ref('goal_figures')) }}
) as judged
{%- endmacro -%}
