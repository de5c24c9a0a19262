-- The customers who are new, are gone, or have a changed trait. Empty if core reads all customers.
{% set input = _core_input('customers_relation') -%}
{%- set plan = _row_of(ref('input_plan')) -%}
{%- set kept = _earlier_relation('customers') if plan and not plan.customers_reason else none %}
{%- if kept %}
select
    coalesce(received.customer_id, kept.customer_id) as customer_id,
    received.customer_id is null as segments__is_gone
from {{ _received_customers(input) }} as received
full outer join {{ kept }} as kept on received.customer_id = kept.customer_id
where
    received.customer_id is null
    {%- for column in adapter.get_columns_in_relation(kept) %}
    or received.{{ adapter.quote(column.name) }} is distinct from kept.{{ adapter.quote(column.name) }}
    {%- endfor %}
{%- else %}
select customer_id, false as segments__is_gone
from {{ _received_customers(input) }} as received
where 1 = 0
{%- endif %}
