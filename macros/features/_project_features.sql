{#- The features that the segments need, each once: {name: definition}. -#}
{%- macro _project_features(segments, kinds=none) -%}
    {%- set features = {} -%}
    {%- for segment in segments -%}
        {%- for name, feature in segment.features.items() if kinds is none or feature.kind in kinds -%}
            {%- do features.update({name: feature}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(features) -}}
{%- endmacro -%}
