{#-
    Of whom one side's segments consist, beside everybody: access is public or private. One row a segment, trait and
    value. p_value is corrected for as many tests as there are rows here: Y. Benjamini and Y. Hochberg, Controlling the
    false discovery rate, Journal of the Royal Statistical Society B 57 (1995).
-#}
{%- macro published_profiles(access) -%}
select
    ranked.segment,
    ranked.trait,
    ranked.value,
    ranked.members,
    cast(ranked.share as double precision) as share,
    cast(ranked.base_share as double precision) as base_share,
    cast(100 * ranked.share / nullif(ranked.base_share, 0) as double precision) as index,
    case
        when ranked.p_alone is not null
            then cast(min(least(ranked.p_alone * ranked.tests / ranked.place, 1)) over (
                order by ranked.p_alone desc nulls last range between unbounded preceding and current row
            ) as double precision)
    end as p_value,
    ranked.as_of,
    {{ local_day('ranked.as_of') }} as as_of_day,
    ranked.release_id
from (
    select
        figures.*,
        count(figures.p_alone) over () as tests,
        count(figures.p_alone)
            over (order by figures.p_alone asc nulls last range between unbounded preceding and current row) as place
    from {{ ref('profile_figures') }} as figures
    inner join {{ _visible_segments(access) }} as versions on figures.segment = versions.segment
    where {{ of_last_release(ref('profile_figures')) }}
) as ranked
{%- endmacro -%}
