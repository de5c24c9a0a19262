{#-
    How many customers each two segments share, as a select of segment_a, segment_b and customers: as many as in
    `pairs`, a subquery of the last release's, but for the customers who entered or left a segment since. `members` is a
    subquery of those of the release under way. Pairs that share nobody may be missing.
-#}
{%- macro pairs_turned(pairs, members) -%}
    {%- set turned -%}
        select distinct changes.customer_id
        from {{ ref('segment_change_log') }} as changes
        inner join {{ ref('refresh_plan') }} as plan on changes.release_id = plan.release_id
    {%- endset -%}
    with turned as (
        {{ turned }}
    ),

    before as (
        select
            members.segment,
            members.customer_id
        from {{ _earlier_relation('current_members') }} as members
        inner join turned on members.customer_id = turned.customer_id
    ),

    afterwards as (
        select
            members.segment,
            members.customer_id
        from {{ members }} as members
        inner join turned on members.customer_id = turned.customer_id
    )

    select
        segment_a,
        segment_b,
        sum(customers) as customers
    from (
        select
            pairs.segment_a,
            pairs.segment_b,
            pairs.shared_customers as customers
        from {{ pairs }} as pairs
        {%- for side, sign in [('before', -1), ('afterwards', 1)] %}
        union all
        select
            members_a.segment as segment_a,
            members_b.segment as segment_b,
            {{ sign }} * count(*) as customers
        from {{ side }} as members_a
        inner join {{ side }} as members_b
            on members_a.customer_id = members_b.customer_id and members_a.segment < members_b.segment
        group by members_a.segment, members_b.segment
        {%- endfor %}
    ) as counted
    group by segment_a, segment_b
{%- endmacro -%}
