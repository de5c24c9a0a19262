{#-
    Entries and exits of one side's segments by clock, against the clock before it, and why. access: public or private.
-#}
{%- macro published_changes(access) -%}
select
    changes.segment, changes.customer_id, changes.change,
    changes.as_of, changes.as_of_day, changes.release_id, changes.because, changes.definition_git_sha
from {{ ref('clock_changes') }} as changes
inner join {{ _visible_segments(access) }} as versions on changes.segment = versions.segment
{%- endmacro -%}
