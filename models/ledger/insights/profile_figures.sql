{{ config(incremental_strategy='append', pre_hook="{{ keep_last_release() }}") }}
-- Of whom each segment of the release consists, beside everybody: its members by the values of traits and the bands of
-- features, and how likely chance alone would set them so far apart. Of a held segment, as they were last counted.
{% set kept = _earlier_relation('profile_log') -%}
with everybody as (
    {{ customers_by_value(_profile_columns(), ref('standing_features')) }}
),

counted as (
    select
        profiles.segment,
        profiles.trait,
        profiles.value,
        cast(profiles.members as double precision) as members
    from {{ ref('candidate_profiles') }} as profiles
    inner join {{ ref('release_decisions') }} as decisions on profiles.segment = decisions.segment
    where decisions.decision = 'publish'
    {%- if kept %}
    union all
    select
        logged.segment,
        logged.trait,
        logged.value,
        cast(logged.members as double precision) as members
    from {{ kept }} as logged
    inner join (
        select
            profiles.segment,
            max(profiles.release_id) as release_id
        from {{ kept }} as profiles
        inner join {{ _earlier_relation('current_versions') }} as versions
            on profiles.segment = versions.segment and profiles.release_id <= versions.members_release_id
        inner join {{ ref('release_decisions') }} as decisions on profiles.segment = decisions.segment
        where decisions.decision = 'hold' and versions.size > 0
        group by profiles.segment
    ) as latest on logged.segment = latest.segment and logged.release_id = latest.release_id
    {%- endif %}
),

sizes as (
    select
        segment,
        trait,
        sum(members) as size
    from counted
    group by segment, trait
),

-- A value that no member has stands there with none: that may be what is remarkable about them.
compared as (
    select
        plan.release_id,
        plan.as_of,
        sizes.segment,
        sizes.trait,
        everybody.value,
        coalesce(counted.members, 0) as members,
        sizes.size,
        everybody.customers,
        cast(plan.customers as double precision) as all_customers
    from sizes
    inner join everybody on sizes.trait = everybody.trait
    cross join {{ _release() }} as plan
    left join counted
        on sizes.segment = counted.segment and sizes.trait = counted.trait and everybody.value is not distinct from counted.value
),

apart as (
    select
        compared.*,
        {{ deviation_of_shares('members', 'size', '(customers - members)', '(all_customers - size)') }} as deviation
    from compared
)

select
    release_id,
    as_of,
    segment,
    trait,
    value,
    cast(members as bigint) as members,
    members / size as share,
    customers / all_customers as base_share,
    {{ two_sided_p('deviation') }} as p_alone
from apart
