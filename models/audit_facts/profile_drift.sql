-- How far the profile of each segment's candidates has moved from its baseline, by trait. Features aren't judged, because
-- they move with every season.
{% set kept, traits = _earlier_relation('profile_log'), _profile_traits() -%}
-- depends_on: {{ ref('past_sizes') }}
with before as (
    {%- if kept %}
    select logged.segment, logged.trait, logged.value, logged.members
    from {{ kept }} as logged
    inner join (
        select
            baselines.segment,
            max(counted.release_id) as release_id
        from {{ ref('past_sizes') }} as baselines
        inner join {{ kept }} as counted
            on
                baselines.segment = counted.segment and counted.release_id <= baselines.release_id
                and cast(baselines.as_of as date) = cast(counted.as_of as date)
        where baselines.is_baseline
        group by baselines.segment
    ) as chosen on logged.segment = chosen.segment and logged.release_id = chosen.release_id
    {%- else %}
    select segment, trait, value, members
    from {{ ref('candidate_profiles') }}
    where 1 = 0
    {%- endif %}
),

bins as (
    select
        segment,
        trait,
        value,
        sum(members) as members,
        sum(members_before) as members_before
    from (
        select segment, trait, value, members, 0 as members_before
        from {{ ref('candidate_profiles') }}
        union all
        select segment, trait, value, 0 as members, members as members_before
        from before
    ) as both_profiles
    {%- if traits %}
    where trait in ({% for trait in traits %}{{ _quote(trait) }}{{ ', ' if not loop.last }}{% endfor %})
    {%- else %}
    where 1 = 0
    {%- endif %}
    group by segment, trait, value
),

totals as (
    select
        segment,
        trait,
        cast(sum(members) as double precision) as members,
        cast(sum(members_before) as double precision) as members_before,
        count(*) as bins
    from bins
    group by segment, trait
    having sum(members) > 0 and sum(members_before) > 0
)

select
    totals.segment,
    totals.trait,
    {{ _psi('bins.members', 'bins.members_before', 'totals.members', 'totals.members_before', 'totals.bins') }} as psi,
    {{ _psi_by_chance('totals.members', 'totals.members_before', 'totals.bins') }} as psi_by_chance
from bins
inner join totals on bins.segment = totals.segment and bins.trait = totals.trait
group by totals.segment, totals.trait, totals.members, totals.members_before, totals.bins
