{{ config(
    enabled=_scores() is not none,
    incremental_strategy='append',
    pre_hook="{{ keep_last_release() }}",
) }}
-- Of which scoring the scores are by which the release's customers were judged, one row a release.
select
    plan.release_id,
    plan.as_of,
    max(scorings.scored_as_of) as scored_as_of
from {{ _release() }} as plan
cross join {{ ref('scoring_plan') }} as due
inner join {{ ref('customer_scorings') }} as scorings on scorings.scored_as_of <= due.scored_as_of
group by plan.release_id, plan.as_of
