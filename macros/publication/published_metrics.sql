{#- Size and value of one side's segments at each clock they were published for: access is public or private. -#}
{%- macro published_metrics(access) -%}
select
    metrics.segment, metrics.as_of, metrics.release_id,
    {% for column in ['size', 'unknown', 'entered', 'exited'] -%}
    cast(metrics.{{ column }} as bigint) as {{ column }},
    {% endfor -%}
    cast(metrics.value_total as numeric(38, 4)) as value_total,
    {% for column in ['share', 'value_mean', 'value_p10', 'value_p50', 'value_p90', 'score_mean', 'score_min', 'score_max'] -%}
    cast(metrics.{{ column }} as double precision) as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ ref('metric_log') }} as metrics
inner join {{ _visible_segments(access) }} as versions on metrics.segment = versions.segment
where metrics.release_id <= (select max(release_id) from {{ ref('releases') }})
{%- endmacro -%}
