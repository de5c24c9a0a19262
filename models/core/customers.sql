{{ config(materialized='kept', unique_key='customer_id', indexes=indexes_on(['customer_id']), pre_hook="{{ joined_by_hash() }}") }}
-- depends_on: {{ ref('pending_customers') }}
-- depends_on: {{ ref('customer_changes') }}
{% set input = _core_input('customers_relation') -%}
{%- set plan = _row_of(ref('input_plan')) %}
{%- if plan and not plan.customers_reason %}
select received.*, false as segments__is_gone
from {{ _received_customers(input) }} as received
inner join {{ ref('customer_changes') }} as changes on received.customer_id = changes.customer_id
union all
select kept.*, true as segments__is_gone
from {{ this }} as kept
inner join {{ ref('customer_changes') }} as changes on kept.customer_id = changes.customer_id
where changes.segments__is_gone
{%- else %}
/* whole */
select received.*
from {{ _received_customers(input) }} as received
{%- endif %}
