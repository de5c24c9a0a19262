{#- The sum that packs the verdicts of up to 63 segments into one integer, a bit each. -#}
{%- macro _packed(segments, test) -%}
    {%- set bits = [] -%}
    {%- for segment in segments -%}
        {%- do bits.append('case when ' ~ _column_name(['segment', segment.name]) ~ test ~ ' then ' ~ 2 ** loop.index0 ~ ' else 0 end') -%}
    {%- endfor -%}
    {{- return(bits | join('\n        + ')) -}}
{%- endmacro -%}
