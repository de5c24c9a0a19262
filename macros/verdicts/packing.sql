{#- The bits of the named segments whose slot lies in a word, as one number. -#}
{%- macro _mask(names, slots, word) -%}
    {%- set mask = namespace(value=0) -%}
    {%- for name in names if name in slots
        and slots[name] // 63 == word -%}{%- set mask.value = mask.value + 2 ** (slots[name] % 63) -%}{%- endfor -%}
    {{- return('cast(' ~ mask.value ~ ' as bigint)') -}}
{%- endmacro -%}

{#-
    The sum that packs the verdicts of the segments in a word into one integer, one bit per segment; 0 if there are
    none.
-#}
{%- macro _packed(segments, slots, word, test='') -%}
    {%- set bits = [] -%}
    {%- for segment in segments if slots[segment.name] // 63 == word -%}
        {%- do bits.append('case when ' ~ _column_name(['segment', segment.name]) ~ test ~ ' then '
            ~ 2 ** (slots[segment.name] % 63) ~ ' else 0 end') -%}
    {%- endfor -%}
    {{- return('cast(' ~ (bits | join('\n        + ') or '0') ~ ' as bigint)') -}}
{%- endmacro -%}

{#-
    Evaluated rows as verdicts, a select: customer_id, and for each word the bits of the rules that are true and of
    those that are null. Reads the last expression of _judged, or source if there is no segment.
-#}
{%- macro _packed_verdicts(segments, slots, words, source, prefix='') %}
select
    customer_id
    {%- for word in words %},
    {{ _packed(segments, slots, word) }} as members_{{ word }},
    {{ _packed(segments, slots, word, ' is null') }} as unknown_{{ word }}
    {%- endfor %}
from {{ prefix ~ 'level_' ~ segments[-1].level if segments else source }}
{%- endmacro -%}
