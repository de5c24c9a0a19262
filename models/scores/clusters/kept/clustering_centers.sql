{{ config(enabled=_clusters() is not none) }}
-- The center of each cluster by feature, for each clustering: by it the next one knows which cluster is which.
select
    plan.scored_as_of,
    plan.scored_on,
    centers.cluster,
    centers.position,
    centers.feature,
    centers.place,
    centers.mean,
    centers.spread
from {{ ref('cluster_plan') }} as plan
inner join {{ _score_table('fitted_centers') }} as centers on plan.scored_as_of = centers.scored_as_of
where plan.is_due
