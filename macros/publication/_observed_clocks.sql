{#-
    For a CTE: for each segment that this release doesn't hold, its clock (clock_at) and the next later clock that
    earlier releases observed (next_at, null if there is none). withdrawn: releases whose clock is taken back.
-#}
{%- macro _observed_clocks(withdrawn) -%}
    select
        decisions.segment,
        plan.release_id,
        plan.as_of as clock_at,
        min(observed.as_of) as next_at
    from {{ ref('release_decisions') }} as decisions
    cross join {{ _release() }} as plan
    left join {{ ref('segment_versions') }} as observed
        on
            decisions.segment = observed.segment and observed.release_id < plan.release_id
            and observed.members_release_id = observed.release_id and observed.as_of > plan.as_of
            {%- if withdrawn %}
            and observed.release_id not in ({{ withdrawn | map('first') | join(', ') }})
            {%- endif %}
    where decisions.decision <> 'hold'
    group by decisions.segment, plan.release_id, plan.as_of
{%- endmacro -%}
