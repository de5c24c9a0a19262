{#- The needs, apart from ranks and segments, that must be at hand for every customer: those of the standing segments. -#}
{%- macro _standing_needs(ordered) -%}
    {%- set needs = {} -%}
    {%- set standing = _standing_segments(ordered) -%}
    {%- for segment in ordered if segment.name in standing -%}
        {%- for name, need in segment.needs.items() if need.kind not in ['segment', 'decile', 'percentile', 'days_since'] -%}
            {%- do needs.update({name: need}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(needs) -}}
{%- endmacro -%}
