{#-
    Records what the verdicts are based on, and that no customer is pending any more. Runs in the verdicts' transaction.
-#}
{%- macro record_verdicts() -%}
delete from {{ ref('pending_customers') }};
delete from {{ ref('verdict_state') }};
insert into {{ ref('verdict_state') }}
select definitions.segment, definitions.definition_hash, plan.as_of, plan.as_of_day, {{ _last_release() }},
    {{ _quote(_signature()) }}
from {{ ref('segment_definitions') }} as definitions
cross join {{ ref('refresh_plan') }} as plan
{%- endmacro -%}
