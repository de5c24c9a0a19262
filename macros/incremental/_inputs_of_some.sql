{#-
    Common table expressions; the last is <prefix>inputs: the customers of relations.customers, with their traits from
    relations.everybody and the needed features, measured from relations.events. Ranks compare all customers and come
    from ranks (see _kept_ranks).
-#}
{%- macro _inputs_of_some(features, relations, clock, prefix) -%}
    {%- set ranked = features | selectattr('kind', 'in', _kinds_from(['rank'])) | map(attribute='name') | list -%}
{{ _computed_features(features, relations, clock, prefix) }},
{{ prefix }}inputs as (
    select
        customers.*
        {{- _feature_values(features, 'measured', clock) }}
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
