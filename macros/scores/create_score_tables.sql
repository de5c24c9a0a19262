{#-
    The tables of what orchestration/scores works out: how each model was fitted, its parameters, and what it expects of
    each purchase history. They have the newest scoring alone; models/scores keeps what customers and people need.
-#}
{%- macro create_score_tables() -%}
    {%- if _scores() is not none -%}
    {%- set text, time, scores = dbt.type_string(), dbt.type_timestamp(), _prefixed('scores') %}
    create schema if not exists {{ scores }};
    create table if not exists {{ scores }}.fitted_models (
        scored_as_of {{ time }}, fitted_to {{ text }}, model {{ text }}, customers bigint,
            log_likelihood double precision, iterations bigint, status {{ text }}, reason {{ text }}
    );
    create table if not exists {{ scores }}.fitted_parameters (
        scored_as_of {{ time }}, fitted_to {{ text }}, model {{ text }}, parameter {{ text }},
            estimate double precision, standard_error double precision
    );
    create table if not exists {{ scores }}.expected_purchases (
        cutoff {{ text }}, frequency bigint, recency_days bigint, age_days bigint, p_alive double precision,
            purchases_90d double precision, purchases_12m double precision
    )
    {%- endif -%}
{%- endmacro -%}
