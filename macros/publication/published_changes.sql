{#- Entries and exits of one side's segments by release: access is public or private. -#}
{%- macro published_changes(access) -%}
select changes.segment, changes.customer_id, changes.change, changes.as_of, changes.release_id
from {{ ref('segment_change_log') }} as changes
inner join {{ _visible_segments(access) }} as versions on changes.segment = versions.segment
where changes.release_id <= (select max(release_id) from {{ ref('releases') }})
{%- endmacro -%}
