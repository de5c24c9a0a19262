-- By which identifiers customers are reached. For deliveries alone: no segment and nothing published reads them.
{% set input = _optional_input('contacts_relation') -%}
{%- set taken = _taken_contacts(input) if input else {} -%}
{%- set identifiers = taken.keys() | reject('equalto', 'customer_id') | reject('equalto', 'loaded_at') | list -%}
{%- if input %}
with received as (
    select
        {{ taken.customer_id.sql }} as customer_id,
        {%- for name in identifiers %}
        {{ taken[name].sql }} as {{ adapter.quote(name) }},
        {%- endfor %}
        {{ taken.loaded_at.sql if taken.loaded_at else 'cast(null as timestamp)' }} as segments__loaded_at
    from {{ input }}
),

placed as (
    select
        received.*,
        rank() over (
            partition by received.customer_id
            order by received.segments__loaded_at desc nulls last
        ) as segments__place
    from received
),

newest as (
    select distinct
        customer_id
        {%- for name in identifiers %},
        {{ adapter.quote(name) }}
        {%- endfor %}
    from placed
    where segments__place = 1
),

counted as (
    select
        newest.*,
        count(*) over (partition by newest.customer_id) as segments__versions
    from newest
)

select
    customers.customer_id
    {%- for name in identifiers %},
    counted.{{ adapter.quote(name) }}
    {%- endfor %}
from {{ ref('customers') }} as customers
inner join counted on customers.customer_id = counted.customer_id
-- Of two rows that differ nobody can tell which is the customer's: rather none than somebody else's.
where counted.segments__versions = 1
{%- else %}
select customer_id
from {{ ref('customers') }}
where 1 = 0
{%- endif %}
