{#-
    How long customers take from one segment into another: access is public, where both are, or private, where one at
    least is hidden. One row a pair and direction, of those that anybody was seen to go.
-#}
{%- macro published_timing(access) -%}
select
    figures.from_segment,
    figures.to_segment,
    cast(figures.customers as bigint) as customers,
    cast(figures.median_days as double precision) as median_days,
    cast(figures.p25_days as double precision) as p25_days,
    cast(figures.p75_days as double precision) as p75_days,
    figures.as_of,
    {{ local_day('figures.as_of') }} as as_of_day,
    figures.release_id
from {{ ref('timing_figures') }} as figures
where
    {{ of_last_release(ref('timing_figures')) }}
    and {{ of_visible_pairs(access, 'from_segment', 'to_segment') }}
{%- endmacro -%}
