-- What this refresh would change against the members published now, held segments and hidden ones included.
{% set published = _ledger_relation('current_members') -%}
{%- if published %}
with published as (
    select segment, customer_id
    from {{ published }}
)
{%- else %}
with published as (
    select segment, customer_id
    from {{ ref('candidates') }}
    where 1 = 0
)
{%- endif %}

select
    coalesce(candidates.segment, published.segment) as segment,
    coalesce(candidates.customer_id, published.customer_id) as customer_id,
    case when published.segment is null then 'entered' else 'exited' end as change
from {{ ref('candidates') }} as candidates
full outer join published
    on candidates.segment = published.segment and candidates.customer_id = published.customer_id
where candidates.segment is null or published.segment is null
