{{ config(
    enabled=_scores() is not none,
    incremental_strategy='append',
    pre_hook="{{ keep_last_release() }}",
) }}
-- The scores of each segment's members, by tenth, tier and RFM cell, with those of all customers under no segment.
-- With the variable value_figures: day, what a release of the same day counted stands.
-- depends_on: {{ ref('segment_definitions') }}
-- depends_on: {{ ref('candidates') }}
-- depends_on: {{ ref('refresh_plan') }}
-- depends_on: {{ ref('release_decisions') }}
{% set is_carried = _segments() and _carried_values() | length == _segments() | length -%}
{%- set groups = 'value_decile, value_tier, rfm_cell' -%}
{%- set sums = {'p_alive': 6, 'p_purchase_90d': 6, 'purchases_12m': 4, 'clv_12m': 2} -%}
with scored as (
    select
        customer_id,
        {{ groups }},
        {%- for score, digits in sums.items() %}
        cast({{ score }} as numeric(18, {{ digits }})) as {{ score }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('customers') }}
    where value_decile is not null{{ ' and 1 = 0' if is_carried }}
),

grouped as (
    select
        members.segment,
        {{ groups }},
        count(*) as members,
        {%- for score in sums %}
        sum({{ score }}) as {{ score }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ release_members() }} as members
    inner join scored on members.customer_id = scored.customer_id
    group by members.segment, {{ groups }}
    union all
    select
        cast(null as {{ dbt.type_string() }}) as segment,
        {{ groups }},
        count(*) as members,
        {%- for score in sums %}
        sum({{ score }}) as {{ score }}{{ ',' if not loop.last }}
        {%- endfor %}
    from scored
    group by {{ groups }}
)

select
    plan.release_id,
    plan.as_of,
    grouped.segment,
    cast(grouped.value_decile as bigint) as value_decile,
    grouped.value_tier,
    grouped.rfm_cell,
    grouped.members,
    {%- for score, digits in sums.items() %}
    cast(grouped.{{ score }} as numeric(38, {{ digits }})) as {{ score }}{{ ',' if not loop.last }}
    {%- endfor %}
from grouped
cross join {{ _release() }} as plan
