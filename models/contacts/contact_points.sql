-- By which identifiers customers are reached. For deliveries alone: no segment and nothing published reads them.
{% set input = _optional_input('contacts_relation') -%}
{%- if input %}
select newest.*
from ({{ _newest_contacts(input, _taken_contacts(input)) }}) as newest
where newest.customer_id in (select customers.customer_id from {{ ref('customers') }} as customers)
{%- else %}
select customer_id
from {{ ref('customers') }}
where 1 = 0
{%- endif %}
