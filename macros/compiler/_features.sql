{#-
    The shared pass: every feature that any rule needs, one row a customer. Each kind of event is read
    once, whatever the number of segments. relations: customers, events, lists; stays, where there is a history.
-#}
{%- macro _features(needs, relations, clock) -%}
    {%- set events, single, ranks, traits = {}, [], [], [] -%}
    {%- for need in needs.values() -%}
        {%- if need.kind in ['decile', 'percentile'] -%}{%- do ranks.append(need) -%}
        {%- elif need.kind == 'days_since' -%}{%- do traits.append(need) -%}
        {%- elif 'event' in need -%}{%- do events.setdefault(need.event, []).append(need) -%}
        {%- elif need.kind != 'segment' -%}{%- do single.append(need) -%}
        {%- endif -%}
    {%- endfor -%}
with
{%- for event, measures in events.items() %}
event_{{ loop.index }} as (
    select
        customer_id
        {%- for need in measures %},
        {{ _feature_aggregate(need, clock) }} as {{ need.name }}
        {%- endfor %}
    from {{ relations.events }}
    where event_name = {{ _quote(event) }} and occurred_at <= {{ _timestamp(clock.as_of) }}
    group by customer_id
),
{%- endfor %}
{%- for need in single %}
{{ need.name }}__customers as (
{{ _feature_customers(need, relations, clock) }}
),
{%- endfor %}
measured as (
    select
        customers.*
        {%- for event, measures in events.items() %}{% set source = 'event_' ~ loop.index %}{% for need in measures %},
        {{ _or_absent(source ~ '.' ~ need.name, need.kind) }} as {{ need.name }}
        {%- endfor %}{% endfor %}
        {%- for need in single %},
        {{ need.name }}__customers.customer_id is not null as {{ need.name }}
        {%- endfor %}
        {%- for need in traits %},
        {{ _days_since_trait(need, clock) }} as {{ need.name }}
        {%- endfor %}
    from {{ relations.customers }} as customers
    {%- for event in events %}
    left join event_{{ loop.index }} on customers.customer_id = event_{{ loop.index }}.customer_id
    {%- endfor %}
    {%- for need in single %}
    left join {{ need.name }}__customers on customers.customer_id = {{ need.name }}__customers.customer_id
    {%- endfor %}
)
select
    customer_id
    {%- for need in needs.values() if need.kind != 'segment' %},
    {{ _feature_rank(need) if need in ranks else need.name }}{{ ' as ' ~ need.name if need in ranks }}
    {%- endfor %}
from measured
{%- endmacro -%}
