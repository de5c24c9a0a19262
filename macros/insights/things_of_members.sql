{#-
    By segment and thing, the CTE compared: what members have and spend, what they would if they were as the other
    customers of their tenths (direct standardization), and how far chance goes (Mantel and Haenszel 1959): surplus is
    the number of buyers beyond what the margins of each tenth let expect, and variance its variance. members: a
    relation of segment and customer_id. It reads placed and the CTEs of things_bought().
-#}
{%- macro things_of_members(members) -%}
members as (
    select
        members.segment,
        placed.customer_id,
        placed.tenth
    from {{ members }} as members
    inner join placed on members.customer_id = placed.customer_id
),

sizes as (
    select
        own.segment,
        own.tenth,
        cast(own.members as double precision) as members,
        cast(tenths.customers - own.members as double precision) as others
    from (select segment, tenth, count(*) as members from members group by segment, tenth) as own
    inner join (select tenth, count(*) as customers from placed group by tenth) as tenths on own.tenth = tenths.tenth
    where tenths.customers > own.members
),

own as (
    select
        members.segment,
        members.tenth,
        bought.thing,
        count(*) as buyers,
        sum(bought.amount) as amount
    from members
    inner join bought on members.customer_id = bought.customer_id
    group by members.segment, members.tenth, bought.thing
),

by_tenth as (
    select
        sizes.segment,
        things.thing,
        sizes.members,
        sizes.others,
        cast(coalesce(own.buyers, 0) as double precision) as buyers,
        coalesce(own.amount, 0) as amount,
        cast(coalesce(everybody.buyers, 0) - coalesce(own.buyers, 0) as double precision) as other_buyers,
        coalesce(everybody.amount, 0) - coalesce(own.amount, 0) as other_amount
    from sizes
    cross join things
    left join everybody on sizes.tenth = everybody.tenth and things.thing = everybody.thing
    left join own on sizes.segment = own.segment and sizes.tenth = own.tenth and things.thing = own.thing
),

compared as (
    select
        segment,
        thing,
        sum(members) as members,
        sum(buyers) as buyers,
        sum(members * other_buyers / others) as expected,
        sum(members * other_amount / others) as expected_amount,
        sum(buyers - members * (buyers + other_buyers) / (members + others)) as surplus,
        sum(members * others * (buyers + other_buyers) * (members + others - buyers - other_buyers)
            / ((members + others) * (members + others) * (members + others - 1))) as variance,
        sum(case when other_buyers > 0 then buyers else 0 end) as raise_buyers,
        sum(case when other_buyers > 0 and buyers > 0 then amount else 0 end) as raise_amount,
        sum(case when other_buyers > 0 then buyers * other_amount / other_buyers else 0 end) as raise_expected_amount
    from by_tenth
    group by segment, thing
)
{%- endmacro -%}
