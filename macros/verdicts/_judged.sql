{#-
    Common table expressions that evaluate the segments' rules over source, level by level. The last is
    <prefix>level_<highest>.
-#}
{%- macro _judged(segments, source, prefix='') -%}
    {%- set last = namespace(name=source) -%}
    {%- for level in segments | map(attribute='level') | unique %},
{{ prefix }}level_{{ level }} as (
    select
        below.*
        {%- for segment in segments if segment.level == level %},
        (
            {{ segment.rule }}
        ) as {{ _column_name(['segment', segment.name]) }}
        {%- endfor %}
    from {{ last.name }} as below
)
    {%- set last.name = prefix ~ 'level_' ~ level -%}
    {%- endfor -%}
{%- endmacro -%}
