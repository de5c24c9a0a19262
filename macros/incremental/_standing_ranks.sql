{#- The common table expression ranks: every rank of the project among all customers, from the standing features. -#}
{%- macro _standing_ranks(segments, relations, clock) -%}
    {%- set needs = (_standing_needs(segments).values() | list) + (_project_needs(segments, ['days_since']).values() | list) %}
ranks as (
    select
        customer_id
        {{- _ranks(_project_needs(segments, ['decile', 'percentile']).values()) }}
    from (
        select
            customers.*
            {{- _answers(needs, 'standing', clock) }}
        from {{ relations.customers }} as customers
        inner join {{ relations.standing }} as standing on customers.customer_id = standing.customer_id
    ) as numbers
)
{%- endmacro -%}
