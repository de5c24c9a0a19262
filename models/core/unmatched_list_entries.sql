-- The entries of imported lists that match no customer: typing mistakes, or customers who are gone. Somebody whom a
-- person removed from the list is a customer all the same.
-- depends_on: {{ ref('customers') }}
{#- Lists may name customers by addresses; dbt has to see this input before it knows whether there are edits. #}
{% do _optional_input('contacts_relation') -%}
{% set listed = '(' ~ _listed_customers(ref('customers'), _customer_form(), with_removed=true) ~ ')' if _list_table('list_edits') else ref('imported_lists') -%}
select distinct
    entries.list_name,
    entries.listed_as,
    entries.added_at,
    entries.added_by
from ({{ _list_entries() }}) as entries
left join {{ listed }} as lists on entries.list_name = lists.list_name and entries.listed_as = lists.listed_as
where lists.customer_id is null
