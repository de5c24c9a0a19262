{{ config(enabled=_clusters() is not none) }}
{%- set center, usual = 'centers.place * centers.spread + centers.mean', 'centers.mean' %}
select
    cast(centers.cluster as bigint) as cluster,
    centers.position,
    centers.feature,
    {{ _rounded('sign(' ~ center ~ ') * (exp(abs(' ~ center ~ ')) - 1)', 4) }} as center,
    {{ _rounded('sign(' ~ usual ~ ') * (exp(abs(' ~ usual ~ ')) - 1)', 4) }} as usual,
    centers.place as deviation,
    centers.scored_as_of,
    centers.scored_on,
    centers.release_id
from {{ of_last_scoring('clustering_centers', 'clustered_as_of') }} as centers
