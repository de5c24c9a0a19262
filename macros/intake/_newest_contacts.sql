{#-
    The newest row of each customer in the contacts input, a select of customer_id and all identifiers. A customer whose
    newest rows differ is left out. taken: what _taken_contacts says of the input.
-#}
{%- macro _newest_contacts(input, taken) -%}
    {%- set identifiers = taken.keys() | reject('equalto', 'customer_id') | reject('equalto', 'loaded_at') | list %}
    select
        customer_id
        {%- for name in identifiers %},
        {{ adapter.quote(name) }}
        {%- endfor %}
    from (
        select
            versions.*,
            count(*) over (partition by versions.customer_id) as segments__versions
        from (
            select distinct
                customer_id
                {%- for name in identifiers %},
                {{ adapter.quote(name) }}
                {%- endfor %}
            from (
                select
                    received.*,
                    rank() over (
                        partition by received.customer_id
                        order by received.segments__loaded_at desc nulls last
                    ) as segments__place
                from (
                    select
                        {{ taken.customer_id.sql }} as customer_id,
                        {%- for name in identifiers %}
                        {{ taken[name].sql }} as {{ adapter.quote(name) }},
                        {%- endfor %}
                        {{ taken.loaded_at.sql if taken.loaded_at else 'cast(null as timestamp)' }}
                            as segments__loaded_at
                    from {{ input }}
                ) as received
            ) as placed
            where segments__place = 1
        ) as versions
    ) as counted
    -- Of two rows that differ nobody can tell which is the customer's: rather none than somebody else's.
    where segments__versions = 1
{%- endmacro -%}
