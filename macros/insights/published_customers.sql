{#- In which segments of one side each customer is: access is public or private. One row a customer who is in any. -#}
{%- macro published_customers(access) -%}
select
    customer_id,
    {{ dbt.listagg('segment', "', '", 'order by segment') }} as segments,
    count(*) as segment_count
from {{ ref('current_members') }}
where access = {{ _quote(access) }}{{ _owned(access) }}
group by customer_id
{%- endmacro -%}
