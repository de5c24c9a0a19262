{#- Customers who did the steps in order: the earliest time of each step after the earliest of the one before. -#}
{%- macro _standalone_in_order(need, inputs, clock) -%}
    {%- set chain = namespace(sql='select customer_id, min(occurred_at) as reached_at from '
        ~ _standalone_events(need.steps[0], need.window, inputs, clock) ~ ' as step_1 group by customer_id') -%}
    {%- for step in need.steps[1:] -%}
        {%- set chain.sql = 'select step.customer_id, min(step.occurred_at) as reached_at\n    from '
            ~ _standalone_events(step, need.window, inputs, clock) ~ ' as step\n    inner join (\n    ' ~ chain.sql
            ~ '\n    ) as before on step.customer_id = before.customer_id and step.occurred_at > before.reached_at\n    group by step.customer_id' -%}
    {%- endfor %}
    select customer_id, true as answer
    from (
    {{ chain.sql }}
    ) as finished
{%- endmacro -%}
