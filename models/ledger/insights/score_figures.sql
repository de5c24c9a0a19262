{{ config(
    enabled=_scores() is not none,
    incremental_strategy='append',
    pre_hook="{{ keep_last_release() }}",
) }}
-- Of which scoring the scores are by which the release's customers were judged, one row a release.
select
    plan.release_id,
    plan.as_of,
    in_use.scored_as_of,
    {{ _clustering_in_use() if _clusters() is not none else 'cast(null as ' ~ dbt.type_timestamp() ~ ')' }} as clustered_as_of
from {{ _release() }} as plan
cross join {{ _scoring_in_use() }} as in_use
where in_use.scored_as_of is not null
