{{ config(incremental_strategy='append', indexes=indexes_on(['customer_id', 'campaign'])) }}
{% set text = dbt.type_string() -%}
-- Who is in which arm of a campaign: `segments start-campaign` adds a row for each customer. A refresh makes the table
-- and never changes it.
select
    cast(null as {{ text }}) as campaign,
    cast(null as {{ text }}) as segment,
    customer_id,
    cast(null as {{ text }}) as arm,
    cast(null as {{ text }}) as stratum,
    cast(null as timestamp) as recorded_at,
    cast(null as bigint) as release_id,
    cast(null as timestamp) as as_of,
    cast(null as {{ text }}) as definition_hash
from {{ ref('customers') }}
where 1 = 0
