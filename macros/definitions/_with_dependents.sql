{#- The names given and those of all segments that see one of them, directly or through others; ordered is by level. -#}
{%- macro _with_dependents(ordered, names) -%}
    {%- set all = {} -%}
    {%- for segment in ordered if segment.name in names or segment.below | select('in', all) | list -%}
        {%- do all.update({segment.name: true}) -%}
    {%- endfor -%}
    {{- return(all.keys() | list) -}}
{%- endmacro -%}
