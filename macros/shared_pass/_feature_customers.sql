{#- In the shared pass, the customers for whom a yes-or-no feature is true: customer_id, each once. -#}
{%- macro _feature_customers(need, relations, clock) -%}
    {%- if need.kind == 'list' %}
    select distinct customer_id
    from {{ relations.lists }}
    where list_name = {{ _quote(need.list) }}
        and coalesce(added_at, {{ _timestamp(clock.as_of) }}) <= {{ _timestamp(clock.as_of) }}
    {%- elif need.kind == 'in_order' %}
{{ _feature_in_order(need, relations, clock) }}
    {%- elif need.kind == 'then_not' %}
{{ _feature_then_not(need, relations, clock) }}
    {%- elif not relations.stays %}
    select customer_id
    from {{ relations.customers }}
    where 1 = 0
    {%- else %}
    {%- set day = local_day('entered_at' if need.kind == 'entered' else 'coalesce(exited_at, ' ~ _timestamp(clock.as_of)
        ~ ')') %}
    select distinct customer_id
    from {{ relations.stays }}
    where
        segment = {{ _quote(need.segment) }} and entered_at <= {{ _timestamp(clock.as_of) }}
        {%- if 'days' in need.window %} and {{ day }} >= {{ _days_before(clock.day, need.window.days - 1) }}{% endif %}
    {%- endif -%}
{%- endmacro -%}
