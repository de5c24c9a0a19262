{{ config(pre_hook="{{ joined_by_hash() }}") }}
-- The customers whose entries in imported lists differ from core's.
{% set customers = _core_input('customers_relation') -%}
{%- set kept = _earlier_relation('imported_lists') -%}
{#- If ids changed between number and text, they can't be compared, so all earlier entries count as removed. -#}
{%- set held_id = adapter.get_columns_in_relation(kept) | selectattr('name', 'equalto', 'customer_id') | first if kept else none -%}
{%- set kept = kept if kept and (_kind_of(held_id).kind == 'whole') == (_customer_form() == 'number') else none -%}
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
