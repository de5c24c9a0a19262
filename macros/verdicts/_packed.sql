{#- The sum that packs the verdicts of those segments whose slot lies in a word into one integer, a bit each; 0 for none. -#}
{%- macro _packed(segments, slots, word, test='') -%}
    {%- set bits = [] -%}
    {%- for segment in segments if slots[segment.name] // 63 == word -%}
        {%- do bits.append('case when ' ~ _column_name(['segment', segment.name]) ~ test ~ ' then ' ~ 2 ** (slots[segment.name] % 63) ~ ' else 0 end') -%}
    {%- endfor -%}
    {{- return('cast(' ~ (bits | join('\n        + ') or '0') ~ ' as bigint)') -}}
{%- endmacro -%}
