{{ config(enabled=_clusters() is not none) }}
select
    method, status, reason, clusters, silhouette, stability, customers, customers_without, map_share, scored_as_of,
    scored_on, release_id
from {{ of_last_scoring('clusterings', 'clustered_as_of') }} as clusterings
