{#-
    The customers whom the lists name, as a select: list_name, customer_id, added_at, added_by and listed_as, the id as
    the list has it. It names whoever has exactly that id, else whoever it means (_listed_id). Compared as text, so that
    one list serves whatever type the customers' key has; entries of nobody fall away. customers: what to select from;
    form: of their ids.
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
