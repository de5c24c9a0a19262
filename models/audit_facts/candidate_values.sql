-- The value of each segment's candidates: its value trait, if it names one, else the project's value.
-- With the variable value_figures: day, figures are copied from a release of the same day.
-- depends_on: {{ ref('refresh_plan') }}
-- depends_on: {{ ref('segment_definitions') }}
-- depends_on: {{ ref('customers') }}
{% set traits, carried = [], _carried_values() -%}
{%- set segments = _segments() -%}
{%- set all_carried = segments and segments | length == carried | length -%}
{%- for segment in segments if segment.node.config.meta.get('value_trait') -%}
    {%- do traits.append(segment) -%}
{%- endfor %}
{% if not all_carried -%}
with ranked as (
    {%- if var('score_trait', none) is none %}
    select
        customer_id,
        value,
        {{ _score(none) }} as score
    from {{ ref('customer_values') }}
    {%- else %}
    select
        worth.customer_id,
        worth.value,
        {{ _score('customers') }} as score
    from {{ ref('customer_values') }} as worth
    inner join {{ ref('customers') }} as customers on worth.customer_id = customers.customer_id
    {%- endif %}
),

members as (
    select
        candidates.segment,
        ranked.score,
        {% if traits -%}
        case candidates.segment
            {%- for segment in traits %}
            when {{ _quote(segment.name) }} then cast(customers.{{ segment.node.config.meta.value_trait }} as numeric(38, 4))
            {%- endfor %}
            else ranked.value
        end
        {%- else -%}
        ranked.value
        {%- endif %} as value
    from {{ ref('candidates') }} as candidates
    inner join ranked on candidates.customer_id = ranked.customer_id
    {%- if traits %}
    inner join {{ ref('customers') }} as customers on candidates.customer_id = customers.customer_id
    {%- endif %}
    {%- if carried %}
    where candidates.segment not in ({{ carried | join(', ') }})
    {%- endif %}
)

select
    segment,
    sum(value) as value_total,
    cast(avg(value) as double precision) as value_mean,
    cast(stddev_samp(value) as double precision) as value_spread,
    percentile_cont(0.1) within group (order by cast(value as double precision)) as value_p10,
    percentile_cont(0.5) within group (order by cast(value as double precision)) as value_p50,
    percentile_cont(0.9) within group (order by cast(value as double precision)) as value_p90,
    avg(score) as score_mean,
    stddev_samp(score) as score_spread,
    min(score) as score_min,
    max(score) as score_max
from members
group by segment
{%- endif %}
{%- if carried %}
{{ 'union all' if not all_carried }}
select segment, {{ _value_columns() | join(', ') }}
from {{ _earlier_relation('metric_log') }}
where release_id = {{ _last_release() }} and segment in ({{ carried | join(', ') }})
{%- endif %}
