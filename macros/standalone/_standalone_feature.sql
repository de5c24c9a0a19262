{#- The query of one feature in the standalone query: customer_id, value. -#}
{%- macro _standalone_feature(feature, inputs, clock) -%}
    {%- if feature.kind == 'list' %}
    select distinct customer_id, true as value
    from {{ inputs.lists }}
    where list_name = {{ _quote(feature.list) }} and (added_at is null or added_at <= {{ _timestamp(clock.as_of) }})
    {%- elif feature.kind == 'segment' %}
    select distinct customer_id, true as value
    from {{ ref(feature.segment) }}
    {%- elif feature.kind == 'was_in' %}
    select distinct customer_id, true as value
    from {{ inputs.stays }}
    where
        segment = {{ _quote(feature.segment) }} and entered_at <= {{ _timestamp(clock.as_of) }}
        {%- set first_out = _days_before(clock.day, feature.window.days) if feature.window.days %}
        and (exited_at is null or {{ local_day('exited_at') ~ ' > ' ~ first_out if first_out else 'true' }})
    {%- elif feature.kind == 'entered' %}
    select distinct customer_id, true as value
    from {{ inputs.stays }}
    where
        segment = {{ _quote(feature.segment) }} and entered_at <= {{ _timestamp(clock.as_of) }}
        {%- if feature.window.days %} and {{ local_day('entered_at') }} > {{ _days_before(clock.day,
            feature.window.days) }}{% endif %}
    {%- elif feature.kind == 'in_order' %}
{{ _standalone_in_order(feature, inputs, clock) }}
    {%- elif feature.kind == 'then_not' %}
{{ _standalone_then_not(feature, inputs, clock) }}
    {%- else %}
    select customer_id, {{ _standalone_value(feature, clock) }} as value
    from {% if feature.kind == 'median' %}{{ _standalone_middle(feature, inputs, clock) }}{%
        else %}{{ _standalone_events(feature, feature.window, inputs, clock) }}{% endif %} as found
    group by customer_id
    {%- endif -%}
{%- endmacro -%}
