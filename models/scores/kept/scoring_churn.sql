{{ config(enabled=_scores() is not none) }}
-- Of each tenth of the customers by their value up to 90 days before, how many have bought nothing since, by scoring.
with ranked as (
    select
        next_purchases,
        ntile(10) over (order by value desc, customer_id asc) as decile
    from {{ ref('purchase_histories') }}
    where cutoff = 'holdout'
)

select
    plan.scored_as_of,
    plan.scored_on,
    cast(ranked.decile as bigint) as decile,
    count(*) as customers,
    cast(sum(case when ranked.next_purchases = 0 then 1 else 0 end) as bigint) as churned
from ranked
cross join {{ ref('scoring_plan') }} as plan
where {{ _is_scored_now() }}
group by plan.scored_as_of, plan.scored_on, ranked.decile
