{#-
    The segments of one side, public or private, as a subquery. A segment's present access decides for its whole past.
    Of the hidden ones, only those that the current user can see.
-#}
{%- macro _visible_segments(access) -%}
(select * from {{ ref('current_versions') }} where access = {{ _quote(access) }}{{ _owned(access) }})
{%- endmacro -%}
