{#-
    The shared pass, as common table expressions; the last is <prefix>measured: customer_id and a column for each
    feature, except ranks, segments and days since a trait, for the customers of relations.customers. It reads each kind
    of event once, however many segments there are. relations: customers, events, lists; stays, if there is a history.
-#}
{%- macro _computed_features(needs, relations, clock, prefix='') -%}
    {%- set events, single, read = {}, [], _kinds_from(['events', 'sequence', 'list', 'stays']) -%}
    {%- for need in needs if need.kind in read -%}
        {%- if 'event' in need -%}{%- do events.setdefault(need.event, []).append(need) -%}
        {%- else -%}{%- do single.append(need) -%}
        {%- endif -%}
    {%- endfor -%}
{%- for event, measures in events.items() %}
{%- set first_day = _first_day(measures, clock) %}
{{ prefix }}event_{{ loop.index }} as (
    select
        customer_id
        {%- for need in measures %},
        {{ _feature_aggregate(need, clock, first_day) }} as {{ need.name }}
        {%- endfor %}
    from {{ relations.events }}
    where
        {%- if event %} event_name = {{ _quote(event) }} and{% endif %} occurred_at <= {{ _timestamp(clock.as_of) }}
        {{- ' and occurred_on >= ' ~ first_day if first_day }}
    group by customer_id
),
{%- endfor %}
{%- for need in single %}
{{ prefix }}single_{{ loop.index }} as (
{{ _feature_customers(need, relations, clock) }}
),
{%- endfor %}
{{ prefix }}measured as (
    select
        customers.customer_id
        {%- for event, measures in events.items() %}{% set source = prefix ~ 'event_'
            ~ loop.index %}{% for need in measures %},
        {{ _or_absent(source ~ '.' ~ need.name, need.kind) }} as {{ need.name }}
        {%- endfor %}{% endfor %}
        {%- for need in single %},
        {{ prefix }}single_{{ loop.index }}.customer_id is not null as {{ need.name }}
        {%- endfor %}
    from {{ relations.customers }} as customers
    {%- for event in events %}
    left join {{ prefix }}event_{{ loop.index }}
        on customers.customer_id = {{ prefix }}event_{{ loop.index }}.customer_id
    {%- endfor %}
    {%- for need in single %}
    left join {{ prefix }}single_{{ loop.index }}
        on customers.customer_id = {{ prefix }}single_{{ loop.index }}.customer_id
    {%- endfor %}
)
{%- endmacro -%}
