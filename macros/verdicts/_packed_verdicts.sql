{#- Judged rows as verdicts, a select: customer_id, and of each word the bits of rules that are true and that are null. source is the last of _judged, or its own source where there is no segment. -#}
{%- macro _packed_verdicts(segments, slots, words, source, prefix='') %}
select
    customer_id
    {%- for word in words %},
    {{ _packed(segments, slots, word) }} as members_{{ word }},
    {{ _packed(segments, slots, word, ' is null') }} as unknown_{{ word }}
    {%- endfor %}
from {{ prefix ~ 'level_' ~ segments[-1].level if segments else source }}
{%- endmacro -%}
