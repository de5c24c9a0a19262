{{ config(enabled=_clusters() is not none) }}
-- Each cluster of each clustering, with its size if it is shown.
with sizes as (
    select
        scored_as_of,
        cluster,
        count(*) as customers
    from {{ ref('customer_clusterings') }}
    where scored_as_of = (select due.scored_as_of from {{ ref('cluster_plan') }} as due)
    group by scored_as_of, cluster
)

select
    plan.scored_as_of,
    plan.scored_on,
    clusters.cluster,
    clusters.is_shown,
    clusters.stability,
    clusters.radius,
    clusters.drift,
    clusters.map_x,
    clusters.map_y,
    clusters.told_by,
    clusters.told_precision,
    clusters.told_recall,
    case when clusters.is_shown then coalesce(sizes.customers, 0) end as customers
from {{ ref('cluster_plan') }} as plan
inner join {{ _score_table('fitted_clusters') }} as clusters on plan.scored_as_of = clusters.scored_as_of
left join sizes on clusters.scored_as_of = sizes.scored_as_of and clusters.cluster = sizes.cluster
where plan.is_due
