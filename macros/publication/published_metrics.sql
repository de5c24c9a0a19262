{#-
    Size and value of one side's segments by release: access is public or private. For a clock's last release, entries
    and exits come from the present history; for earlier ones, from what the release itself counted.
-#}
{%- macro published_metrics(access) -%}
select
    metrics.segment, metrics.as_of, {{ local_day('metrics.as_of') }} as as_of_day, metrics.release_id,
    coalesce(clocks.release_id = metrics.release_id, false) as is_latest_of_clock,
    {% for column in ['size', 'unknown'] -%}
    cast(metrics.{{ column }} as bigint) as {{ column }},
    {% endfor -%}
    {% for column in ['entered', 'exited'] -%}
    cast(coalesce(turnover.{{ column }}, metrics.{{ column }}) as bigint) as {{ column }},
    {% endfor -%}
    cast(metrics.value_total as numeric(38, 4)) as value_total,
    {% for column in ['share', 'value_mean', 'value_p10', 'value_p50', 'value_p90', 'score_mean', 'score_min',
        'score_max', 'value_spread', 'score_spread'] -%}
    cast(metrics.{{ column }} as double precision) as {{ column }},
    {% endfor -%}
    case when clocks.release_id = metrics.release_id then clocks.explained_by end as explained_by
from {{ ref('metric_log') }} as metrics
inner join {{ _visible_segments(access) }} as versions on metrics.segment = versions.segment
left join (
    {{ _explained_jumps() }}
) as clocks on metrics.segment = clocks.segment and metrics.as_of = clocks.as_of
left join {{ ref('clock_turnover') }} as turnover
    on
        metrics.segment = turnover.segment and metrics.as_of = turnover.as_of
        and case when clocks.release_id = metrics.release_id then turnover.is_last
            else turnover.release_id = metrics.release_id end
where metrics.release_id <= (select max(release_id) from {{ ref('releases') }})
{%- endmacro -%}
