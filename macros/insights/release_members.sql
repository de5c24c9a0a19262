{#-
    Who is in which segment once the release under way stands, as a subquery with a row a segment and member:
    candidates, and the last good members of held segments.
-#}
{%- macro release_members() -%}
{%- set members = _earlier_relation('current_members') -%}
(
    select
        candidates.segment,
        candidates.customer_id
    from {{ ref('candidates') }} as candidates
    inner join {{ ref('release_decisions') }} as passed on candidates.segment = passed.segment
    where passed.decision = 'publish'
    {%- if members %}
    union all
    select
        members.segment,
        members.customer_id
    from {{ members }} as members
    inner join {{ ref('release_decisions') }} as held on members.segment = held.segment
    where held.decision = 'hold'
    {%- endif %}
)
{%- endmacro -%}
