{#- Notes what the verdicts now stand for, and that nobody is pending any more; it belongs to their transaction. -#}
{%- macro record_verdicts() -%}
delete from {{ ref('pending_customers') }};
delete from {{ ref('verdict_state') }};
insert into {{ ref('verdict_state') }}
select definitions.segment, definitions.definition_hash, plan.as_of, plan.as_of_day, {{ _last_release() }},
    {{ _quote(_signature()) }}
from {{ ref('segment_definitions') }} as definitions
cross join {{ ref('refresh_plan') }} as plan
{%- endmacro -%}
