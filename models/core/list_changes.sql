{{ config(pre_hook="{{ joined_by_hash() }}") }}
-- The customers of whom an imported list says something else than core holds.
{% set customers = _core_input('customers_relation', 'stg_complete_journey__customers') -%}
{%- set kept = _earlier_relation('imported_lists') -%}
with received as (
    select list_name, customer_id, added_at
    from (
        {{- _listed_customers(_received_customers(customers), _customer_form()) }}
    ) as listed
),

held as (
    select list_name, customer_id, added_at
    from {{ kept or 'received' }}
    {%- if not kept %}
    where 1 = 0
    {%- endif %}
)

select distinct customer_id
from (
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
) as differing
