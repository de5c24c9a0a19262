{#-
    How many customers have each value of each trait, as a select of trait, value (text) and customers (double). traits:
    a list, which may be empty.
-#}
{%- macro customers_by_trait(traits) -%}
{%- for trait in traits %}
{{ 'union all' if not loop.first }}
select
    {{ _quote(trait) }} as trait,
    cast({{ adapter.quote(trait) }} as {{ dbt.type_string() }}) as value,
    cast(count(*) as double precision) as customers
from {{ ref('customers') }}
group by {{ adapter.quote(trait) }}
{%- else %}
{{ _inline_table({'trait': dbt.type_string(), 'value': dbt.type_string(), 'customers': 'double precision'}, []) }}
{%- endfor -%}
{%- endmacro -%}
