-- The customers of whom an imported list says something else than core holds.
{% set customers = _core_input('customers_relation', 'stg_complete_journey__customers') -%}
{%- set kept = _earlier_relation('imported_lists') -%}
{%- set text = dbt.type_string() -%}
with received as (
    select
        list_name,
        cast(customer_id as {{ text }}) as listed,
        cast(added_at as timestamp) as added_at
    from {{ ref('imported_list_rows') }}
),

{%- if kept %}

held as (
    select
        list_name,
        cast(customer_id as {{ text }}) as listed,
        added_at
    from {{ kept }}
),
{%- else %}

held as (
    select *
    from received
    where 1 = 0
),
{%- endif %}

differing as (
    (
        select * from received
        except
        select * from held
    )
    union
    (
        select * from held
        except
        select * from received
    )
)

select distinct customers.customer_id
from {{ _received_customers(customers) }} as customers
inner join differing on cast(customers.customer_id as {{ text }}) = differing.listed
