{{ config(incremental_strategy='append') }}
{% set text = dbt.type_string() -%}
-- What a campaign's arms were when it started: `segments start-campaign` adds a row for each segment and arm. A refresh
-- makes the table and never changes it.
select
    cast(null as {{ text }}) as campaign,
    cast(null as {{ text }}) as segment,
    cast(null as {{ text }}) as arm,
    cast(null as double precision) as percent,
    cast(null as bigint) as customers,
    cast(null as date) as starts_on,
    cast(null as date) as ends_on,
    cast(null as {{ text }}) as strata,
    cast(null as {{ text }}) as competing_set,
    cast(null as bigint) as priority,
    cast(null as bigint) as release_id,
    cast(null as timestamp) as as_of,
    cast(null as {{ text }}) as definition_hash,
    cast(null as timestamp) as recorded_at,
    cast(null as {{ text }}) as recorded_by
from {{ ref('refresh_plan') }}
where 1 = 0
