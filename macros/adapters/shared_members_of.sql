{#-
    The number of customers that each two segments share, as a select of segment_a, segment_b (later in the alphabet)
    and customers, from a subquery or relation with one row per segment and member. customers: the number of distinct
    customers, 0 if there are none or it isn't known. Pairs that share nobody can be missing.
-#}
{%- macro shared_members_of(members, customers) -%}
    {{- return(adapter.dispatch('shared_members_of', 'warehouse_segments')(members, customers)) -}}
{%- endmacro -%}

{%- macro default__shared_members_of(members, customers) -%}
    select
        members_a.segment as segment_a,
        members_b.segment as segment_b,
        count(*) as customers
    from {{ members }} as members_a
    inner join {{ members }} as members_b
        on members_a.customer_id = members_b.customer_id and members_a.segment < members_b.segment
    group by members_a.segment, members_b.segment
{%- endmacro -%}

{#-
    Unpacks members once. Otherwise PostgreSQL, which estimates a handful of customers, unpacks both sides for each pair
    of segments: a first build of fifty segments spent a third of its time on that.
-#}
{%- macro postgres__shared_members_of(members, customers) -%}
    with unpacked as materialized (
        select segment, customer_id from {{ members }} as members
    )

    {{ warehouse_segments.default__shared_members_of('unpacked', customers) }}
{%- endmacro -%}

{#-
    One bit per customer: a join would make a row for each two segments of a member, two hundred for twenty segments.
-#}
{%- macro duckdb__shared_members_of(members, customers) -%}
    {%- if not customers -%}{{- return(warehouse_segments.default__shared_members_of(members,
        customers)) -}}{%- endif -%}
    with everybody as (
        select
            customer_id,
            row_number() over () as position
        from (select distinct members.customer_id from {{ members }} as members) as ids
    ),

    sets as materialized (
        select
            members.segment,
            bitstring_agg(everybody.position, 1, {{ customers }}) as customers
        from {{ members }} as members
        inner join everybody on members.customer_id = everybody.customer_id
        group by members.segment
    )

    select
        sets_a.segment as segment_a,
        sets_b.segment as segment_b,
        bit_count(sets_a.customers & sets_b.customers) as customers
    from sets as sets_a
    inner join sets as sets_b on sets_a.segment < sets_b.segment
{%- endmacro -%}
