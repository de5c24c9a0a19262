{#-
    The customers on the lists, as a select: list_name, customer_id, added_at, added_by and listed_as, the id as the
    list has it. An entry names the customer with exactly that id, else the one whose id it means (_listed_id). Ids are
    compared as text, so one list works for every type of customer_id. A hashed e-mail address names each customer whose
    contacts have that address. Entries that match nobody are left out. customers: what to select from; form: the kind
    of their ids; with_removed: whether to keep customers whom somebody removed from a list by hand;
    by_former_address: whether the hash of an address that a customer had before names them.
-#}
{%- macro _listed_customers(customers, form, with_removed=false, by_former_address=false) -%}
    {%- set text, contacts = dbt.type_string(), _hashed_contacts(by_former_address) %}
    select distinct
        found.list_name,
        found.customer_id,
        found.added_at,
        found.added_by,
        found.listed_as
    from (
        select
            spelled.*,
            customers.customer_id,
            min(spelled.place) over (partition by spelled.list_name, spelled.listed_as) as first_place
        from (
            select entries.*, listed_as as spelling, 1 as place
            from ({{ _list_entries() }}) as entries
            where not is_hashed
            union all
            select entries.*, {{ _listed_id('listed_as', form) }} as spelling, 2 as place
            from ({{ _list_entries() }}) as entries
            where not is_hashed and {{ _listed_id('listed_as', form) }} not in ('', listed_as)
            {%- if contacts %}
            union all
            select entries.*, contacts.id as spelling, 1 as place
            from ({{ _list_entries() }}) as entries
            inner join ({{ contacts }}) as contacts on entries.listed_as = contacts.email_sha256
            where is_hashed
            {%- endif %}
        ) as spelled
        inner join {{ customers }} as customers on cast(customers.customer_id as {{ text }}) = spelled.spelling
    ) as found
    {%- set removes = _list_table('list_edits') and not with_removed %}
    {%- if removes %}
    left join (
        select list_name, customer_id
        from ({{ _last_edits() }}) as edits
        where not is_listed
    ) as removed
        on found.list_name = removed.list_name and cast(found.customer_id as {{ text }}) = removed.customer_id
    {%- endif %}
    where found.place = found.first_place{{ ' and removed.customer_id is null' if removes }}
{%- endmacro -%}
