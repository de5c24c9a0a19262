{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(ranges=['release_id'])) }}
-- depends_on: {{ ref('candidates') }}
-- depends_on: {{ ref('candidate_changes') }}
-- depends_on: {{ ref('published_facts') }}
-- Entries and exits as a reader of the published members sees them from one release to the next.
{% if is_incremental() and _published_differs() -%}
-- The changes so far don't add up to the members. This release writes the missing changes and reverses the surplus
-- ones.
with told as (
    select segment, customer_id, sum(case when change = 'entered' then 1 else -1 end) as balance
    from {{ this }}
    group by segment, customer_id
),

compared as (
    select
        coalesce(candidates.segment, told.segment) as segment,
        coalesce(candidates.customer_id, told.customer_id) as customer_id,
        case when candidates.customer_id is null then 0 else 1 end as due,
        coalesce(told.balance, 0) as balance
    from {{ ref('candidates') }} as candidates
    full outer join told on candidates.segment = told.segment and candidates.customer_id = told.customer_id
),

changes as (
    select segment, customer_id, case when due > balance then 'entered' else 'exited' end as change
    from compared
    where due <> balance
)
{%- else -%}
with changes as (
    select segment, customer_id, change
    from {{ ref('candidate_changes') }}
)
{%- endif %}

select
    plan.release_id,
    changes.segment,
    changes.customer_id,
    changes.change,
    plan.as_of
from changes
cross join {{ _release() }} as plan
inner join {{ ref('release_decisions') }} as decisions on changes.segment = decisions.segment
where decisions.decision <> 'hold'
