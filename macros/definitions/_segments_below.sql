{#- Those of all segments that this one sees, directly or through others, lowest level first: none while a unit test runs, which has no graph. -#}
{%- macro _segments_below(ordered, name) -%}
    {%- set wanted = {name: true} -%}
    {%- for segment in ordered | reverse if segment.name in wanted -%}
        {%- for seen in segment.below -%}{%- do wanted.update({seen: true}) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set below = [] -%}
    {%- for segment in ordered if segment.name in wanted and segment.name != name -%}{%- do below.append(segment) -%}{%- endfor -%}
    {{- return(below) -}}
{%- endmacro -%}
