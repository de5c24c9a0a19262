{#-
    Every rule evaluated for every customer, level by level, one row a customer. Membership is packed: the
    segment of slot s is bit s % 63 of members_<s // 63>, and of unknown_<s // 63> where its rule is null.
-#}
{%- macro _verdicts(segments, slots, words, relations, clock) -%}
    {%- set needs = _project_needs(segments).values() -%}
    {%- set levels = segments | map(attribute='level') | list -%}
with
{{- _measured(needs, relations, clock) }},
unranked as (
    select
        customers.*
        {{- _answers(needs, 'measured', clock) }}
    from {{ relations.customers }} as customers
    inner join measured on customers.customer_id = measured.customer_id
),
inputs as (
    select
        unranked.*
        {{- _ranks(needs) }}
    from unranked
)
{{- _judged(segments, 'inputs') }}
select
    customer_id
    {%- for word in words %},
    {{ _packed(segments, slots, word) }} as members_{{ word }},
    {{ _packed(segments, slots, word, ' is null') }} as unknown_{{ word }}
    {%- endfor %}
from {{ 'level_' ~ levels | last if levels else 'inputs' }}
{%- endmacro -%}
