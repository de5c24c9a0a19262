{#-
    A select of segment, customer_id, stratum and arm: a row a customer whom a campaign gets. Within a stratum of a
    segment, the customers stand in the order of a hash, and each arm gets its percent of them, from the first on. Where
    that isn't a whole number, the strata round at different fractions, spread evenly: stratum k of K adds (2k - 1) / 2K
    and cuts off. So even the arms of strata of one customer add up to their percent.
    arms: {arm: hundredths of a percent}. strata: [{name, column}], where no column means the quarter by value.
-#}
{%- macro arm_assignment(campaign, segments, arms, strata, competing, relations) -%}
with offered as (
    select
        members.segment,
        members.customer_id,
        cast(members.customer_id as {{ dbt.type_string() }}) as id,
        row_number() over (
            partition by members.customer_id
            order by
                case members.segment
                    {%- for segment in segments %}
                    when {{ _quote(segment) }} then {{ loop.index }}
                    {%- endfor %}
                end
        ) as choice
    from {{ relations.members }} as members
    where
        members.segment in ({{ _quoted_names(segments) }})
        {%- if competing %}
        and not exists (
            select 1
            from {{ relations.recorded }} as taken
            where taken.customer_id = members.customer_id and taken.campaign in ({{ _quoted_names(competing) }})
        )
        {%- endif %}
),

stratified as (
    select
        offered.segment,
        offered.customer_id,
        {{ md5_of(_quote('campaign:' ~ campaign ~ ':') ~ ' || offered.id') }} as digits,
        {{ _stratum(campaign, strata) }} as stratum
    from offered
    {%- if strata %}
    inner join {{ relations.customers }} as customers on offered.customer_id = customers.customer_id
    {%- endif %}
    {%- if strata | selectattr('column', 'none') | list %}
    left join {{ relations['values'] }} as worth on offered.customer_id = worth.customer_id
    {%- endif %}
    where offered.choice = 1
),

placed as (
    select
        stratified.*,
        cast(row_number() over (partition by segment, stratum order by digits, customer_id) as bigint) as place,
        count(*) over (partition by segment, stratum) as customers,
        cast(dense_rank() over (
            order by {{ md5_of(_quote('campaign:' ~ campaign ~ ':') ~ " || segment || ':' || stratum") }}
        ) as bigint) as stratum_place
    from stratified
),

counted as (
    select
        placed.*,
        max(stratum_place) over () as strata
    from placed
)

select segment, customer_id, stratum, {{ _arm_of_place(arms) }} as arm
from counted
{%- endmacro -%}
