{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false, indexes=indexes_on(['customer_id'], ['sent_at'])) }}
-- What was delivered to whom: deliveries add a row for each customer whom a destination confirmed. A refresh makes the
-- table and never changes it.
select
    customer_id,
    cast(null as {{ dbt.type_string() }}) as channel,
    cast(null as {{ dbt.type_string() }}) as destination,
    cast(null as {{ dbt.type_string() }}) as segment,
    cast(null as timestamp) as sent_at
from {{ ref('customers') }}
where 1 = 0
