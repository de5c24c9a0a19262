{#-
    All stays that releases have ever recorded for one side's segments, with the time of the release that recorded each
    and of the one that corrected it. access is public or private.
-#}
{%- macro published_history(access) -%}
select
    stays.segment,
    stays.customer_id,
    stays.entered_at,
    stays.exited_at,
    recorded.published_at as recorded_at,
    superseded.published_at as superseded_at
from {{ ref('segment_stays') }} as stays
inner join {{ _visible_segments(access) }} as versions on stays.segment = versions.segment
inner join {{ ref('releases') }} as recorded on stays.recorded_release = recorded.release_id
left join {{ ref('releases') }} as superseded on stays.superseded_release = superseded.release_id
{%- endmacro -%}
