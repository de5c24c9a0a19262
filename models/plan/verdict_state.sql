{{ config(materialized='kept') }}
-- What the kept verdicts are based on, one row per segment. customer_verdicts writes this table in its own transaction.
{% set text = dbt.type_string() -%}
{%- if not _earlier_relation('verdict_state') %}/* whole */{% endif %}
select
    cast(null as {{ text }}) as segment,
    cast(null as {{ text }}) as definition_hash,
    cast(null as timestamp) as as_of,
    cast(null as date) as as_of_day,
    cast(null as bigint) as release_id,
    cast(null as {{ text }}) as signature
where 1 = 0
