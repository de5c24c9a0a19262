{#-
    The customers on the lists, as a select: list_name, customer_id, added_at, added_by and listed_as, the id as the
    list has it. An entry names the customer with exactly that id, else the one whose id it means (_listed_id). Ids are
    compared as text, so one list works for every type of customer_id. Entries that match nobody are left out.
    customers: what to select from; form: the kind of their ids.
-#}
{%- macro _listed_customers(customers, form) -%}
    {%- set text = dbt.type_string() %}
    select distinct
        list_name,
        customer_id,
        added_at,
        added_by,
        listed_as
    from (
        select
            spelled.*,
            customers.customer_id,
            min(spelled.place) over (partition by spelled.list_name, spelled.listed_as) as first_place
        from (
            select entries.*, listed_as as spelling, 1 as place
            from ({{ _list_entries() }}) as entries
            union all
            select entries.*, {{ _listed_id('listed_as', form) }} as spelling, 2 as place
            from ({{ _list_entries() }}) as entries
            where {{ _listed_id('listed_as', form) }} not in ('', listed_as)
        ) as spelled
        inner join {{ customers }} as customers on cast(customers.customer_id as {{ text }}) = spelled.spelling
    ) as found
    where place = first_place
{%- endmacro -%}
