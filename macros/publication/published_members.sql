{#- The present members of one side's segments: access is public or private. One row per segment and member. -#}
{%- macro published_members(access) -%}
select segment, customer_id, entered_at, as_of, as_of_day
from {{ ref('current_members') }}
where access = {{ _quote(access) }}{{ _owned(access) }}
{%- endmacro -%}
