{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(ranges=['release_id'])) }}
select
    plan.release_id,
    facts.segment,
    plan.as_of,
    facts.size,
    facts.share,
    facts.unknown,
    facts.entered,
    facts.exited,
    coalesce(worth.value_total, 0) as value_total,
    worth.value_mean,
    worth.value_spread,
    worth.value_p10,
    worth.value_p50,
    worth.value_p90,
    worth.score_mean,
    worth.score_spread,
    worth.score_min,
    worth.score_max
from {{ ref('segment_facts') }} as facts
cross join {{ _release() }} as plan
inner join {{ ref('release_decisions') }} as decisions on facts.segment = decisions.segment
left join {{ ref('candidate_values') }} as worth on facts.segment = worth.segment
where decisions.decision = 'publish'
