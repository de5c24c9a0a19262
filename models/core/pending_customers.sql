{{ config(materialized='kept') }}
-- Customers to evaluate again, with the reason. Written before core applies a change; removed with their new verdicts.
-- If a refresh is interrupted, the next one continues from these rows. A row without a customer means all customers.
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
-- The maximum of no ids is a null of their type.
union all
select max(customer_id), cast({{ _quote(everybody) }} as {{ text }})
from {{ ref('customer_changes') }}
where 1 = 0
{%- endif %}
