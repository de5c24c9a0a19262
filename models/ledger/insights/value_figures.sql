{{ config(incremental_strategy='append', pre_hook="{{ keep_last_release() }}") }}
-- What the members of each segment of the release brought, by the tenth of all customers that they belong to.
-- With the variable value_figures: day, what a release of the same day counted stands.
-- depends_on: {{ ref('segment_definitions') }}
-- depends_on: {{ ref('candidates') }}
-- depends_on: {{ ref('refresh_plan') }}
{% set is_carried = _segments() and _carried_values() | length == _segments() | length -%}
with ranked as (
    select
        customer_id,
        value,
        ntile(10) over (order by value desc, customer_id asc) as decile
    from {{ ref('customer_values') }}
    {%- if is_carried %}
    where 1 = 0
    {%- endif %}
),

everybody as (
    select
        decile,
        count(*) as customers,
        sum(value) as value
    from ranked
    group by decile
),

counted as (
    select
        members.segment,
        ranked.decile,
        count(*) as members,
        sum(ranked.value) as value,
        sum(case when ranked.value < 0 then 1 else 0 end) as negative_members,
        sum(case when ranked.value < 0 then ranked.value else 0 end) as negative_value
    from {{ release_members() }} as members
    inner join ranked on members.customer_id = ranked.customer_id
    group by members.segment, ranked.decile
)

select
    plan.release_id,
    plan.as_of,
    decisions.segment,
    everybody.decile,
    everybody.customers,
    everybody.value as customers_value,
    coalesce(counted.members, 0) as members,
    coalesce(counted.value, 0) as value,
    coalesce(counted.negative_members, 0) as negative_members,
    coalesce(counted.negative_value, 0) as negative_value
from {{ ref('release_decisions') }} as decisions
cross join everybody
cross join {{ _release() }} as plan
left join counted on decisions.segment = counted.segment and everybody.decile = counted.decile
where decisions.decision <> 'retire'
