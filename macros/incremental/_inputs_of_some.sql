{#-
    Common table expressions of which the last is <prefix>inputs: the traits, as relations.everybody has them, of the
    customers of relations.customers, and what these needs ask for, measured from relations.events; ranks are those
    among everybody, from ranks (see _kept_ranks).
-#}
{%- macro _inputs_of_some(needs, relations, clock, prefix) -%}
    {%- set ranked = needs | selectattr('kind', 'in', _kinds_from(['rank'])) | map(attribute='name') | list -%}
{{ _computed_features(needs, relations, clock, prefix) }},
{{ prefix }}inputs as (
    select
        customers.*
        {{- _feature_values(needs, 'measured', clock) }}
        {%- for name in ranked %},
        ranks.{{ name }}
        {%- endfor %}
    from {{ relations.everybody }} as customers
    inner join {{ prefix }}measured as measured on customers.customer_id = measured.customer_id
    {%- if ranked %}
    left join ranks on customers.customer_id = ranks.customer_id
    {%- endif %}
)
{%- endmacro -%}
