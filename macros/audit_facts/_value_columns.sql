{#- The figures of what the members of a segment are worth, in candidate_values and metric_log. -#}
{%- macro _value_columns() -%}
    {{- return(['value_total', 'value_mean', 'value_spread', 'value_p10', 'value_p50', 'value_p90', 'score_mean',
        'score_spread', 'score_min', 'score_max']) -}}
{%- endmacro -%}

{#-
    SQL of a customer's score, a double: the trait of the variable score_trait, or else the rank by value among all
    customers, 1 (highest) down to 0. customers: the alias of the relation of the traits.
-#}
{%- macro _score(customers) -%}
    {%- set trait = var('score_trait', none) -%}
    {%- if trait is none -%}
        {{- return('1 - percent_rank() over (order by value desc, customer_id asc)') -}}
    {%- endif -%}
    {%- set relation = ref('customers') -%}
    {%- set columns = adapter.get_columns_in_relation(relation) | map(attribute='name') | list if execute else [] -%}
    {%- if execute and trait | string | lower not in columns -%}
        {%- do _refuse("score_trait='" ~ trait ~ "' is not a trait of the customers"
            ~ _nearest(trait | string, columns), 'dbt_project.yml') -%}
    {%- endif -%}
    {{- return('cast(' ~ customers ~ '.' ~ adapter.quote(trait | string | lower) ~ ' as double precision)') -}}
{%- endmacro -%}
