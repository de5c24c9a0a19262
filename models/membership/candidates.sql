-- Who would be in which segment if this refresh were published as it stands.
select
    definitions.segment,
    verdicts.customer_id
from {{ ref('customer_verdicts') }} as verdicts
inner join {{ ref('segment_definitions') }} as definitions
    on {{ _has_bit('members') }}
