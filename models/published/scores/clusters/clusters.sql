{{ config(enabled=_clusters() is not none) }}
select
    cast(cluster as bigint) as cluster,
    is_shown,
    customers,
    cast(customers as double precision) / nullif(sum(customers) over (), 0) as share,
    stability,
    drift,
    told_by,
    told_precision,
    told_recall,
    map_x,
    map_y,
    scored_as_of,
    scored_on,
    release_id
from {{ of_last_scoring('clustering_clusters', 'clustered_as_of') }} as clusters
