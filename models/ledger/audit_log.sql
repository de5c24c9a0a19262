{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(ranges=['release_id'])) }}
select
    verdicts.release_id,
    verdicts.segment,
    verdicts.check_name,
    verdicts.severity,
    verdicts.passed,
    verdicts.observed,
    verdicts.expected
from {{ source('audit', 'verdicts') }} as verdicts
inner join {{ _release() }} as plan on verdicts.release_id = plan.release_id
