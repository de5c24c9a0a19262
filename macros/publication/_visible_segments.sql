{#-
    The segments of one side, public or private, as a subquery: the access a segment has now decides for all its
    past. Of the hidden ones, those that whoever asks may see.
-#}
{%- macro _visible_segments(access) -%}
(select * from {{ ref('current_versions') }} where access = {{ _quote(access) }}{{ _owned(access) }})
{%- endmacro -%}
