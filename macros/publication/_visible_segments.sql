{#- The segments of one side, public or private, as a subquery: the access a segment has now decides for all its past. -#}
{%- macro _visible_segments(access) -%}
(select * from {{ ref('current_versions') }} where access = {{ _quote(access) }})
{%- endmacro -%}
