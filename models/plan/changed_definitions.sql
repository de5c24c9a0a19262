-- The segments whose rule or features changed since the kept verdicts were made.
-- depends_on: {{ ref('verdict_state') }}
select definitions.segment
from {{ ref('segment_definitions') }} as definitions
left join {{ ref('verdict_state') }} as kept
    on definitions.segment = kept.segment and definitions.definition_hash = kept.definition_hash
where kept.segment is null
