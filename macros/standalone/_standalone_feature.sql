{#- The query of one feature in the standalone query: customer_id, answer. -#}
{%- macro _standalone_feature(need, inputs, clock) -%}
    {%- if need.kind == 'list' %}
    select distinct customer_id, true as answer
    from {{ inputs.lists }}
    where list_name = {{ _quote(need.list) }} and (added_at is null or added_at <= {{ _timestamp(clock.as_of) }})
    {%- elif need.kind == 'segment' %}
    select distinct customer_id, true as answer
    from {{ ref(need.segment) }}
    {%- elif need.kind == 'was_in' %}
    select distinct customer_id, true as answer
    from {{ inputs.stays }}
    where
        segment = {{ _quote(need.segment) }} and entered_at <= {{ _timestamp(clock.as_of) }}
        and (exited_at is null{%
            if need.window.days %} or {{ local_day('exited_at') }} > {{ _days_before(clock.day, need.window.days) }}{%
            else %} or true{% endif %})
    {%- elif need.kind == 'entered' %}
    select distinct customer_id, true as answer
    from {{ inputs.stays }}
    where
        segment = {{ _quote(need.segment) }} and entered_at <= {{ _timestamp(clock.as_of) }}
        {%- if need.window.days %} and {{ local_day('entered_at') }} > {{ _days_before(clock.day,
            need.window.days) }}{% endif %}
    {%- elif need.kind == 'in_order' %}
{{ _standalone_in_order(need, inputs, clock) }}
    {%- elif need.kind == 'then_not' %}
{{ _standalone_then_not(need, inputs, clock) }}
    {%- else %}
    select customer_id, {{ _standalone_value(need, clock) }} as answer
    from {% if need.kind == 'median' %}{{ _standalone_middle(need, inputs, clock) }}{%
        else %}{{ _standalone_events(need, need.window, inputs, clock) }}{% endif %} as found
    group by customer_id
    {%- endif -%}
{%- endmacro -%}
