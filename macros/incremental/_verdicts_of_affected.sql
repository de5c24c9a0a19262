{#-
    Common table expressions that evaluate all rules for the affected customers, of which the last is
    affected_verdicts, with ranks among everybody from ranks (see _standing_ranks).
-#}
{%- macro _verdicts_of_affected(segments, slots, words, relations, clock) -%}
    {%- set needs = _project_needs(segments).values() -%}
    {%- set ranked = needs | selectattr('kind', 'in', _kinds_from(['rank'])) | map(attribute='name') | list -%}
{{ _measured(needs, dict(relations, events=relations.affected_events, customers=relations.affected), clock, 'affected_') }},
affected_inputs as (
    select
        customers.*
        {{- _answers(needs, 'measured', clock) }}
        {%- for name in ranked %},
        ranks.{{ name }}
        {%- endfor %}
    from {{ relations.customers }} as customers
    inner join affected_measured as measured on customers.customer_id = measured.customer_id
    {%- if ranked %}
    left join ranks on customers.customer_id = ranks.customer_id
    {%- endif %}
)
{{- _judged(segments, 'affected_inputs', 'affected_') }},
affected_verdicts as (
    {{- _packed_verdicts(segments, slots, words, 'affected_inputs', 'affected_') }}
)
{%- endmacro -%}
