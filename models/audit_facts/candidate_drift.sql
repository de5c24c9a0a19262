-- How each segment's candidates compare with its usual changes, its baseline and its published members.
with baselines as (
    select
        segment,
        as_of,
        share
    from {{ ref('past_sizes') }}
    where is_baseline
),

-- The size as two bins: members and other customers.
sizes as (
    select
        facts.segment,
        facts.size,
        baselines.share,
        cast(facts.customers as double precision) as customers
    from {{ ref('segment_facts') }} as facts
    inner join baselines on facts.segment = baselines.segment
),

size_bins as (
    select
        segment,
        customers,
        size as members,
        share * customers as members_before
    from sizes
    union all
    select
        segment,
        customers,
        customers - size as members,
        (1 - share) * customers as members_before
    from sizes
),

size_drift as (
    select
        segment,
        {{ _psi('members', 'members_before', 'customers', 'customers', 2) }} as psi
    from size_bins
    group by segment
),

-- The trait that moved most. Traits that moved more than by chance come first.
profiles as (
    select
        segment,
        trait,
        psi,
        psi_by_chance,
        row_number() over (
            partition by segment
            order by case when psi > psi_by_chance then 0 else 1 end asc, psi desc, trait asc
        ) as place
    from {{ ref('profile_drift') }}
)

select
    facts.segment,
    coalesce(usual.past_changes, 0) as past_changes,
    usual.usual_size,
    usual.usual_deviation,
    baselines.as_of as baseline_as_of,
    size_drift.psi as psi_size,
    profiles.psi as psi_profile,
    profiles.psi_by_chance,
    profiles.trait as psi_trait,
    cast(facts.entered + facts.exited as double precision) / nullif(facts.previous_size, 0) as churned_share,
    cast(facts.unknown - usual.last_unknown as double precision) / nullif(facts.customers, 0) as unknown_rise
from {{ ref('segment_facts') }} as facts
left join {{ ref('usual_sizes') }} as usual on facts.segment = usual.segment
left join size_drift on facts.segment = size_drift.segment
left join profiles on facts.segment = profiles.segment and profiles.place = 1
left join baselines on facts.segment = baselines.segment
