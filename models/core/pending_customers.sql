{{ config(materialized='kept') }}
-- The customers whom the rules must look at again, and why. Written before core takes in what it says, and
-- emptied with the verdicts that answer it: a refresh that ended in between leaves its work to the next.
-- A row without customer means everybody.
{% set plan = _row_of(ref('input_plan')) -%}
{%- set text = dbt.type_string() -%}
{%- set everybody = plan and (plan.events_reason or plan.customers_reason) %}
{% if everybody or not _earlier_relation('pending_customers') %}/* whole */{% endif %}
select customer_id, cast('events' as {{ text }}) as reason
from {{ ref('event_batch') }}
where customer_id is not null and segments__is_gone is not null
union
select segments__previous_customer_id, cast('events' as {{ text }})
from {{ ref('event_batch') }}
where segments__previous_customer_id is not null and segments__is_gone is not null
union
select customer_id, cast('traits' as {{ text }})
from {{ ref('customer_changes') }}
union
select customer_id, cast('lists' as {{ text }})
from {{ ref('list_changes') }}
{%- if everybody %}
-- The greatest of no ids: a null of their type.
union all
select max(customer_id), cast({{ _quote(everybody) }} as {{ text }})
from {{ ref('customer_changes') }}
where 1 = 0
{%- endif %}
