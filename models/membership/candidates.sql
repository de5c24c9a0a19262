{{ config(materialized='view') }}
-- The members that each segment would have if this refresh were published unchanged.
{% for word in _words() %}
{{ 'union all' if not loop.first }}
select
    definitions.segment,
    verdicts.customer_id
from {{ ref('customer_verdicts') }} as verdicts
inner join {{ ref('segment_definitions') }} as definitions
    on definitions.word = {{ word }} and (verdicts.members_{{ word }} & definitions.mask) <> 0
{%- endfor %}
