{#-
    The newest row of each customer in the contacts input, a select of customer_id and all identifiers. A customer whose
    newest rows differ is left out. taken: what _taken_contacts says of the input.
-#}
{%- macro _newest_contacts(input, taken) -%}
    {%- set names, values = [], [] -%}
    {%- for name, column in taken.items() if name != 'loaded_at' -%}
        {%- do names.append(name if name == 'customer_id' else adapter.quote(name)) -%}
        {%- do values.append(column.sql ~ ' as ' ~ names[-1]) -%}
    {%- endfor -%}
    {%- set columns = names | join(', ') -%}
    {%- set loaded_at = taken.loaded_at.sql if taken.loaded_at else 'cast(null as timestamp)' %}
    select {{ columns }}
    from (
        select
            versions.*,
            count(*) over (partition by versions.customer_id) as segments__versions
        from (
            select distinct {{ columns }}
            from (
                select
                    {{ values | join(', ') }},
                    rank() over (
                        partition by {{ taken.customer_id.sql }}
                        order by {{ loaded_at }} desc nulls last
                    ) as segments__place
                from {{ input }}
            ) as placed
            where segments__place = 1
        ) as versions
    ) as counted
    -- Of two rows that differ nobody can tell which is the customer's: rather none than somebody else's.
    where segments__versions = 1
{%- endmacro -%}
