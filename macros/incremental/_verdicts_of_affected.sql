{#-
    Common table expressions that evaluate all rules for the affected customers; the last is affected_verdicts. Ranks
    compare all customers and come from ranks (see _kept_ranks).
-#}
{%- macro _verdicts_of_affected(segments, slots, words, relations, clock) -%}
    {%- set features = _project_features(segments).values() | list -%}
    {%- set affected = dict(relations, events=relations.affected_events, customers=relations.affected,
        everybody=relations.customers) -%}
{{ _inputs_of_some(features, affected, clock, 'affected_') }}
{{- _judged(segments, 'affected_inputs', 'affected_') }},
affected_verdicts as (
    {{- _packed_verdicts(segments, slots, words, 'affected_inputs', 'affected_') }}
)
{%- endmacro -%}
