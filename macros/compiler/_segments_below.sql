{#- Those of all segments that this one sees, directly or through others, lowest level first: none while a unit test runs, which has no graph. -#}
{%- macro _segments_below(ordered) -%}
    {%- set wanted = {model.name: true} -%}
    {%- for segment in ordered | reverse if segment.name in wanted -%}
        {%- for name in segment.below -%}{%- do wanted.update({name: true}) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set below = [] -%}
    {%- for segment in ordered if segment.name in wanted and segment.name != model.name -%}{%- do below.append(segment) -%}{%- endfor -%}
    {{- return(below) -}}
{%- endmacro -%}
