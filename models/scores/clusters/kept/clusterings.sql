{{ config(enabled=_clusters() is not none) }}
-- depends_on: {{ ref('clustering_centers') }}
-- depends_on: {{ ref('clustering_clusters') }}
-- depends_on: {{ ref('customer_clusterings') }}
-- Written last: with this row, a clustering is done.
select
    plan.scored_as_of,
    plan.scored_on,
    fits.method,
    fits.clusters,
    fits.silhouette,
    fits.stability,
    fits.customers,
    fits.customers_without,
    fits.status,
    fits.reason,
    fits.map_share
from {{ ref('cluster_plan') }} as plan
inner join {{ _score_table('fitted_clusterings') }} as fits on plan.scored_as_of = fits.scored_as_of
where plan.is_due
