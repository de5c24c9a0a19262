{#- The features that the segments need, each once: {name: definition}. -#}
{%- macro _project_features(segments, kinds=none) -%}
    {%- set needs = {} -%}
    {%- for segment in segments -%}
        {%- for name, need in segment.needs.items() if kinds is none or need.kind in kinds -%}
            {%- do needs.update({name: need}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(needs) -}}
{%- endmacro -%}
