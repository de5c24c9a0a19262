{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(ranges=['release_id'])) }}
-- Figures copied from an earlier release are in this table already.
select
    plan.release_id,
    plan.as_of,
    profiles.segment,
    profiles.trait,
    profiles.value,
    profiles.members
from {{ ref('candidate_profiles') }} as profiles
inner join {{ _release() }} as plan on profiles.release_id = plan.release_id
inner join {{ ref('release_decisions') }} as decisions on profiles.segment = decisions.segment
where decisions.decision = 'publish'
