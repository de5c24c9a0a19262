{#- What all segments of the project need of a customer, each once: {name: definition}. -#}
{%- macro _project_needs(kinds=none) -%}
    {%- set needs = {} -%}
    {%- for segment in _segments() -%}
        {%- for name, need in segment.needs.items() if kinds is none or need.kind in kinds -%}
            {%- do needs.update({name: need}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(needs) -}}
{%- endmacro -%}
