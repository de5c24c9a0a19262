{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(ranges=['release_id'])) }}
-- Entries and exits as a reader of the published members sees them from one release to the next.
select
    plan.release_id,
    changes.segment,
    changes.customer_id,
    changes.change,
    plan.as_of
from {{ ref('candidate_changes') }} as changes
cross join {{ _release() }} as plan
inner join {{ ref('release_decisions') }} as decisions on changes.segment = decisions.segment
where decisions.decision <> 'hold'
