{{ config(enabled=_clusters() is not none) }}
select customer_id, cluster, scored_as_of, scored_on, release_id
from {{ of_last_scoring('customer_clusterings', 'clustered_as_of') }} as clustered
