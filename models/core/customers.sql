{%- set input = _core_input('customers_relation', 'stg_complete_journey__customers') -%}
{%- do _input_columns(input, 'customers_relation', ['customer_id']) -%}
select *
from {{ input }}
