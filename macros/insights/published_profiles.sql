{#-
    Of whom one side's segments consist, beside everybody: access is public or private. One row a segment, trait and
    value. p_value is corrected for as many tests as there are rows here.
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
    {{ corrected_p('p_alone') }} as p_value,
    ranked.as_of,
    {{ local_day('ranked.as_of') }} as as_of_day,
    ranked.release_id
from (
    select
        figures.*,
        {{ tested_p('p_alone') }}
    from {{ ref('profile_figures') }} as figures
    inner join {{ _visible_segments(access) }} as versions on figures.segment = versions.segment
    where {{ of_last_release(ref('profile_figures')) }}
) as ranked
{%- endmacro -%}
