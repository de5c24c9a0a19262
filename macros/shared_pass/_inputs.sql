{#-
    Common table expressions; the last is inputs: every customer's traits and all needed features, measured from the
    events, including ranks among all customers.
-#}
{%- macro _inputs(features, relations, clock) -%}
{{ _computed_features(features, relations, clock) }},
unranked as (
    select
        customers.*
        {{- _feature_values(features, 'measured', clock) }}
    from {{ relations.customers }} as customers
    inner join measured on customers.customer_id = measured.customer_id
),
inputs as (
    select
        unranked.*
        {{- _ranks(features) }}
    from unranked
)
{%- endmacro -%}
