{#-
    Common table expressions of which the last is inputs: every customer's traits and all that these needs
    ask for, ranks among everybody included, measured from the events.
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
