{{ config(incremental_strategy='append', pre_hook="{{ keep_last_release() }}") }}
-- The backtests that people kept, as they stood when the release was made.
select
    plan.release_id,
    backtests.segment,
    backtests.outcome,
    backtests.horizon_days,
    backtests.as_of_day,
    backtests.customers,
    backtests.members,
    backtests.happened,
    backtests.hits,
    backtests.tested_on,
    backtests.rule_md5
from {{ ref('segment_backtests') }} as backtests
cross join {{ _release() }} as plan
