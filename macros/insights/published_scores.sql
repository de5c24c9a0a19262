{#-
    What to expect of the members of one side's segments by their scores, beside all scored customers: access is public
    or private. One row a segment that has a scored member.
-#}
{%- macro published_scores(access) -%}
{%- set means = ['p_alive', 'p_purchase_90d', 'purchases_12m', 'clv_12m'] -%}
with counted as (
    select
        figures.release_id,
        figures.as_of,
        figures.segment,
        cast(sum(figures.members) as bigint) as scored_members,
        cast(sum(figures.clv_12m) as numeric(38, 2)) as clv_12m,
        {%- for score in means %}
        cast(sum(figures.{{ score }}) as double precision) / sum(figures.members) as {{ score }}_mean
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('member_score_figures') }} as figures
    where {{ of_last_release(ref('member_score_figures')) }}
    group by figures.release_id, figures.as_of, figures.segment
)

select
    members.segment,
    members.scored_members,
    {%- for score in means %}
    members.{{ score }}_mean,
    everybody.{{ score }}_mean as base_{{ score }}_mean,
    {%- endfor %}
    members.clv_12m,
    members.as_of,
    {{ local_day('members.as_of') }} as as_of_day,
    members.release_id
from counted as members
inner join {{ _visible_segments(access) }} as versions on members.segment = versions.segment
cross join counted as everybody
where everybody.segment is null
{%- endmacro -%}
