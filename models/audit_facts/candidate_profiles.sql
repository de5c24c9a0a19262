-- The profile of each segment's candidates: their number by the values of the traits in the variable profile_traits.
-- With the variable value_figures: day, figures are copied from a release of the same day.
-- depends_on: {{ ref('refresh_plan') }}
-- depends_on: {{ ref('segment_definitions') }}
-- depends_on: {{ ref('candidates') }}
{% set traits, carried, text = _profile_traits(), _carried_values(), dbt.type_string() -%}
{%- set kept = _earlier_relation('profile_log') -%}
{%- set carried = carried if kept else [] -%}
{%- if traits -%}
with counted as (
    select
        candidates.segment,
        {%- for trait in traits %}
        grouping(customers.{{ adapter.quote(trait) }}) as without_{{ loop.index }},
        customers.{{ adapter.quote(trait) }} as value_{{ loop.index }},
        {%- endfor %}
        count(*) as members
    from {{ ref('candidates') }} as candidates
    inner join {{ ref('customers') }} as customers on candidates.customer_id = customers.customer_id
    {%- if carried %}
    where candidates.segment not in ({{ carried | join(', ') }})
    {%- endif %}
    group by grouping sets (
        {%- for trait in traits %}
        (candidates.segment, customers.{{ adapter.quote(trait) }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
)
{% for trait in traits %}
{{ 'union all' if not loop.first }}
select
    counted.segment,
    {{ _quote(trait) }} as trait,
    cast(counted.value_{{ loop.index }} as {{ text }}) as value,
    counted.members,
    plan.release_id
from counted
cross join {{ ref('refresh_plan') }} as plan
where counted.without_{{ loop.index }} = 0
{%- endfor %}
{%- if carried %}
union all
select profiles.segment, profiles.trait, profiles.value, profiles.members, profiles.release_id
from {{ kept }} as profiles
inner join (
    select segment, max(release_id) as release_id
    from {{ kept }}
    where release_id <= {{ _last_release() }}
    group by segment
) as counted_last on profiles.segment = counted_last.segment and profiles.release_id = counted_last.release_id
where profiles.segment in ({{ carried | join(', ') }})
{%- endif %}
{%- else -%}
select segment, segment as trait, segment as value, cast(0 as bigint) as members, cast(0 as bigint) as release_id
from {{ ref('segment_definitions') }}
where 1 = 0
{%- endif %}
