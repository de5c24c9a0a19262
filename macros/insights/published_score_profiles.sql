{#-
    How the members of one side's segments are spread over tenths, tiers and RFM cells, beside all scored customers:
    access is public or private. One row a segment, score and value; a value that no member has stands there with 0.
-#}
{%- macro published_score_profiles(access) -%}
{%- set scores = ['value_decile', 'value_tier', 'rfm_cell'] -%}
with spread as (
    {%- for score in scores %}
    {{ 'union all' if not loop.first }}
    select
        figures.release_id,
        figures.as_of,
        figures.segment,
        '{{ score }}' as score,
        cast(figures.{{ score }} as {{ dbt.type_string() }}) as value,
        cast(sum(figures.members) as bigint) as members,
        cast(sum(figures.clv_12m) as numeric(38, 2)) as clv_12m
    from {{ ref('member_score_figures') }} as figures
    where {{ of_last_release(ref('member_score_figures')) }}
    group by figures.release_id, figures.as_of, figures.segment, figures.{{ score }}
    {%- endfor %}
),

sized as (
    select
        segment,
        cast(sum(members) as double precision) as size
    from spread
    where score = 'value_tier'
    group by segment
)

select
    sized.segment,
    everybody.score,
    everybody.value,
    coalesce(spread.members, 0) as members,
    coalesce(spread.members, 0) / sized.size as share,
    everybody.members / customers.size as base_share,
    100 * (coalesce(spread.members, 0) / sized.size) / (everybody.members / customers.size) as index,
    coalesce(spread.clv_12m, case when everybody.clv_12m is not null then 0 end) as clv_12m,
    everybody.as_of,
    {{ local_day('everybody.as_of') }} as as_of_day,
    everybody.release_id
from sized
inner join {{ _visible_segments(access) }} as versions on sized.segment = versions.segment
cross join spread as everybody
inner join sized as customers on customers.segment is null
left join spread
    on sized.segment = spread.segment and everybody.score = spread.score and everybody.value = spread.value
where everybody.segment is null
{%- endmacro -%}
