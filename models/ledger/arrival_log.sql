{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(ranges=['release_id'])) }}
-- The newest arrival that each release has checked.
select
    plan.release_id,
    facts.newest_loaded_at
from {{ ref('project_facts') }} as facts
cross join {{ _release() }} as plan
