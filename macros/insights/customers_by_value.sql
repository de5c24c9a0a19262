{#-
    How many customers have each value of each column, as a select of trait, value (text) and customers (double).
    columns: a list of label, sql and is_feature, which may be empty; sql reads customers and, where it is a feature,
    standing.
-#}
{%- macro customers_by_value(columns, standing) -%}
{%- for column in columns %}
{{ 'union all' if not loop.first }}
select
    {{ _quote(column.label) }} as trait,
    cast({{ column.sql }} as {{ dbt.type_string() }}) as value,
    cast(count(*) as double precision) as customers
from {{ ref('customers') }} as customers
{%- if column.is_feature %}
inner join {{ standing }} as standing on customers.customer_id = standing.customer_id
{%- endif %}
group by {{ column.sql }}
{%- else %}
{{ _inline_table({'trait': dbt.type_string(), 'value': dbt.type_string(), 'customers': 'double precision'}, []) }}
{%- endfor -%}
{%- endmacro -%}
