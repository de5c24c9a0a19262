-- How each candidate compares with its usual changes, with its baseline and with the members published now.
with usual as (
    select
        segment,
        count(change) as past_changes,
        percentile_cont(0.5) within group (order by cast(change as double precision)) as usual_change,
        max(case when recency = 1 then size end) as last_size,
        max(case when recency = 1 then unknown end) as last_unknown
    from {{ ref('past_sizes') }}
    where recency <= 30
    group by segment
),

spread as (
    select
        usual.segment,
        percentile_cont(0.5) within group (order by abs(cast(past.change as double precision) - usual.usual_change)) as mad
    from {{ ref('past_sizes') }} as past
    inner join usual on past.segment = usual.segment
    where past.recency <= 30
    group by usual.segment
),

baselines as (
    select
        segment,
        as_of,
        share
    from {{ ref('past_sizes') }}
    where is_baseline
),

-- A size as two bins: members, and everybody else.
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

-- The trait that moved most, chance aside.
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
    -- Fewer changes say nothing about what is usual.
    case when usual.past_changes >= 5 then usual.last_size + usual.usual_change end as usual_size,
    {{ _usual_deviation('usual.last_size', 'spread.mad') }} as usual_deviation,
    baselines.as_of as baseline_as_of,
    size_drift.psi as psi_size,
    profiles.psi as psi_profile,
    profiles.psi_by_chance,
    profiles.trait as psi_trait,
    cast(facts.entered + facts.exited as double precision) / nullif(facts.previous_size, 0) as churned_share,
    cast(facts.unknown - usual.last_unknown as double precision) / nullif(facts.customers, 0) as unknown_rise
from {{ ref('segment_facts') }} as facts
left join usual on facts.segment = usual.segment
left join spread on facts.segment = spread.segment
left join size_drift on facts.segment = size_drift.segment
left join profiles on facts.segment = profiles.segment and profiles.place = 1
left join baselines on facts.segment = baselines.segment
