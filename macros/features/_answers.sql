{#- What rules see of these needs, as select items after others: from the relation of that alias, and from customers for days since a trait. -#}
{%- macro _answers(needs, alias, clock) -%}
    {%- for need in needs if need.kind not in ['decile', 'percentile', 'segment'] %},
        {{ _days_since_trait(need, clock) if need.kind == 'days_since' else _feature_answer(need, alias ~ '.' ~ need.name, clock) }} as {{ need.name }}
    {%- endfor -%}
{%- endmacro -%}
