{#-
    Common table expressions; the last is inputs: every customer's traits and all needed features, measured from the
    events, including ranks among all customers.
-#}
{%- macro _inputs(needs, relations, clock) -%}
{{ _computed_features(needs, relations, clock) }},
unranked as (
    select
        customers.*
        {{- _feature_values(needs, 'measured', clock) }}
    from {{ relations.customers }} as customers
    inner join measured on customers.customer_id = measured.customer_id
),
inputs as (
    select
        unranked.*
        {{- _ranks(needs) }}
    from unranked
)
{%- endmacro -%}
