{{ config(incremental_strategy='append', pre_hook="{{ keep_last_release() }}") }}
-- How many customers each two segments of the release share. A pair stands once, the earlier by name first.
-- depends_on: {{ ref('segment_change_log') }}
-- depends_on: {{ ref('published_facts') }}
{% set members, pairs = release_members(), pairs_of_last_release() -%}
{%- set counted = _rows_of(ref('release_decisions'), 'select count(distinct members.customer_id) from ' ~ members ~ ' as members') if not pairs else [] %}
with sizes as (
    select
        decisions.segment,
        count(members.customer_id) as size
    from {{ ref('release_decisions') }} as decisions
    left join {{ members }} as members on decisions.segment = members.segment
    where decisions.decision <> 'retire'
    group by decisions.segment
),

shared as (
    {{ pairs_turned(pairs, members) if pairs else shared_members_of(members, counted[0][0] if counted else 0) }}
)

select
    plan.release_id,
    plan.as_of,
    sizes_a.segment as segment_a,
    sizes_b.segment as segment_b,
    sizes_a.size as size_a,
    sizes_b.size as size_b,
    coalesce(shared.customers, 0) as shared_customers,
    plan.customers
from sizes as sizes_a
inner join sizes as sizes_b on sizes_a.segment < sizes_b.segment
left join shared on sizes_a.segment = shared.segment_a and sizes_b.segment = shared.segment_b
cross join {{ _release() }} as plan
