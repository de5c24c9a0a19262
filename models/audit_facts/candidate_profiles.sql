-- The profile of each segment's candidates: their number by the values of the traits in the variable profile_traits, and by
-- the bands of the features in profile_features.
-- With the variable value_figures: day, figures are copied from a release of the same day.
-- depends_on: {{ ref('refresh_plan') }}
-- depends_on: {{ ref('segment_definitions') }}
-- depends_on: {{ ref('candidates') }}
-- depends_on: {{ ref('standing_features') }}
-- depends_on: {{ ref('event_names') }}
{% set columns, carried, text = _profile_columns(), _carried_values(), dbt.type_string() -%}
{%- set kept = _earlier_relation('profile_log') -%}
{%- set carried = carried if kept else [] -%}
{%- if columns -%}
with valued as (
    select
        candidates.segment,
        {%- for column in columns %}
        {{ column.sql }} as value_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('candidates') }} as candidates
    inner join {{ ref('customers') }} as customers on candidates.customer_id = customers.customer_id
    {%- if columns | selectattr('is_feature') | list %}
    inner join {{ ref('standing_features') }} as standing on candidates.customer_id = standing.customer_id
    {%- endif %}
    {%- if carried %}
    where candidates.segment not in ({{ carried | join(', ') }})
    {%- endif %}
),

counted as (
    select
        segment,
        {%- for column in columns %}
        value_{{ loop.index }},
        {%- endfor %}
        {%- for column in columns %}
        grouping(value_{{ loop.index }}) as without_{{ loop.index }},
        {%- endfor %}
        count(*) as members
    from valued
    group by grouping sets (  -- noqa: PRS
        {%- for column in columns %}
        (segment, value_{{ loop.index }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
)
{% for column in columns %}
{{ 'union all' if not loop.first }}
select
    counted.segment,
    {{ _quote(column.label) }} as trait,
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
