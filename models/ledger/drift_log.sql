{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(ranges=['release_id'])) }}
select
    plan.release_id,
    plan.as_of,
    drift.segment,
    drift.psi_size,
    drift.psi_profile,
    drift.psi_trait,
    drift.churned_share,
    drift.baseline_as_of
from {{ ref('candidate_drift') }} as drift
cross join {{ _release() }} as plan
inner join {{ ref('release_decisions') }} as decisions on drift.segment = decisions.segment
where decisions.decision = 'publish'
