{{ config(materialized='view') }}
-- Who would be in which segment if this refresh were published as it stands.
{% for word in _words() %}
{{ 'union all' if not loop.first }}
select
    definitions.segment,
    verdicts.customer_id
from {{ ref('customer_verdicts') }} as verdicts
inner join {{ ref('segment_definitions') }} as definitions
    on definitions.word = {{ word }} and (verdicts.members_{{ word }} & definitions.mask) <> 0
{%- endfor %}
