{#-
    All rules evaluated for all customers, level by level, one row per customer. Verdicts are packed: the segment of
    slot s has bit s % 63 of members_<s // 63>, and of unknown_<s // 63> if its rule is null.
-#}
{%- macro _verdicts(segments, slots, words, relations, clock) -%}
with
{{- _inputs(_project_features(segments).values(), relations, clock) }}
{{- _judged(segments, 'inputs') }}
{{- _packed_verdicts(segments, slots, words, 'inputs') }}
{%- endmacro -%}
