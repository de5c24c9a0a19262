{{ config(materialized='view') }}
-- Who is in which segment once the release under way stands: candidates, and the last good members of held segments.
select
    candidates.segment,
    candidates.customer_id
from {{ ref('candidates') }} as candidates
inner join {{ ref('release_decisions') }} as decisions on candidates.segment = decisions.segment
where decisions.decision = 'publish'
{%- set members = _earlier_relation('current_members') %}
{%- if members %}
union all
select
    members.segment,
    members.customer_id
from {{ members }} as members
inner join {{ ref('release_decisions') }} as decisions on members.segment = decisions.segment
where decisions.decision = 'hold'
{%- endif %}
