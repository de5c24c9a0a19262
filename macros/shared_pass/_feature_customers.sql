{#- In the shared pass, the customers for whom a yes-or-no feature is true: customer_id, each once. -#}
{%- macro _feature_customers(feature, relations, clock) -%}
    {%- if feature.kind == 'list' %}
    select distinct customer_id
    from {{ relations.lists }}
    where list_name = {{ _quote(feature.list) }}
        and coalesce(added_at, {{ _timestamp(clock.as_of) }}) <= {{ _timestamp(clock.as_of) }}
    {%- elif feature.kind == 'in_order' %}
{{ _feature_in_order(feature, relations, clock) }}
    {%- elif feature.kind == 'then_not' %}
{{ _feature_then_not(feature, relations, clock) }}
    {%- elif not relations.stays %}
    select customer_id
    from {{ relations.customers }}
    where 1 = 0
    {%- else %}
    {%- set left_at = 'coalesce(exited_at, ' ~ _timestamp(clock.as_of) ~ ')' -%}
    {%- set day = local_day('entered_at' if feature.kind == 'entered' else left_at) %}
    select distinct customer_id
    from {{ relations.stays }}
    where
        segment = {{ _quote(feature.segment) }} and entered_at <= {{ _timestamp(clock.as_of) }}
        {%- if 'days' in feature.window %}
        and {{ day }} >= {{ _days_before(clock.day, feature.window.days - 1) }}
        {%- endif %}
    {%- endif -%}
{%- endmacro -%}
