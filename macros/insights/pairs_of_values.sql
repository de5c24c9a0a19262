{#-
    How many customers of each segment have each pair of values of two columns, as CTEs, the last of which is
    paired, with a row a segment and pair: trait_a, value_a, trait_b, value_b, pair_members (who have both),
    known_members (whose two values are known), with_a and with_b (of the known, who have one). The segment is null
    for all customers. described: a relation of customer_id and value_1, value_2 and so on, one for each column;
    members: one of segment and customer_id. Customers with the same values are counted once and then taken
    together, so that more pairs cost little.
-#}
{%- macro pairs_of_values(columns, described, members) -%}
{%- set text, values = dbt.type_string(), [] -%}
{%- for column in columns -%}{%- do values.append('value_' ~ loop.index) -%}{%- endfor -%}
cells as (
    select
        members.segment,
        {{ values | join(', ') }},
        count(*) as customers
    from {{ members }} as members
    inner join {{ described }} as described on members.customer_id = described.customer_id
    group by members.segment, {{ values | join(', ') }}
    union all
    select
        cast(null as {{ text }}) as segment,
        {{ values | join(', ') }},
        count(*) as customers
    from {{ described }} as described
    group by {{ values | join(', ') }}
),

counted as (
    {%- set unions = namespace(words='') %}
    {%- for one in range(columns | length) %}
    {%- for other in range(one + 1, columns | length) %}
    {{ unions.words }}
    {%- set unions.words = 'union all' %}
    select
        segment,
        {{ _quote(columns[one].label) }} as trait_a,
        cast({{ values[one] }} as {{ text }}) as value_a,
        {{ _quote(columns[other].label) }} as trait_b,
        cast({{ values[other] }} as {{ text }}) as value_b,
        cast(sum(customers) as bigint) as pair_members
    from cells
    where {{ values[one] }} is not null and {{ values[other] }} is not null
    group by segment, {{ values[one] }}, {{ values[other] }}
    {%- endfor %}
    {%- endfor %}
),

paired as (
    select
        counted.*,
        cast(sum(pair_members) over (partition by segment, trait_a, trait_b) as bigint) as known_members,
        cast(sum(pair_members) over (partition by segment, trait_a, trait_b, value_a) as bigint) as with_a,
        cast(sum(pair_members) over (partition by segment, trait_a, trait_b, value_b) as bigint) as with_b
    from counted
)
{%- endmacro -%}
