{#-
    The shared pass, as common table expressions; the last is <prefix>measured: customer_id and a column for each
    feature, except ranks, segments and days since a trait, for the customers of relations.customers. It reads each kind
    of event once, however many segments there are. relations: customers, events, lists; stays, if there is a history.
-#}
{%- macro _computed_features(features, relations, clock, prefix='') -%}
    {%- set events, single, read = {}, [], _kinds_from(['events', 'sequence', 'list', 'stays']) -%}
    {%- for feature in features if feature.kind in read -%}
        {%- if 'event' in feature -%}{%- do events.setdefault(feature.event, []).append(feature) -%}
        {%- else -%}{%- do single.append(feature) -%}
        {%- endif -%}
    {%- endfor -%}
{%- for event, own in events.items() %}
{%- set first_day = _first_day(own, clock) %}
{{ prefix }}event_{{ loop.index }} as (
    select
        customer_id
        {%- for feature in own %},
        {{ _feature_aggregate(feature, clock, first_day) }} as {{ feature.name }}
        {%- endfor %}
    from {{ relations.events }}
    where
        {%- if event %} event_name = {{ _quote(event) }} and{% endif %} occurred_at <= {{ _timestamp(clock.as_of) }}
        {{- ' and occurred_on >= ' ~ first_day if first_day }}
    group by customer_id
),
{%- endfor %}
{%- for feature in single %}
{{ prefix }}single_{{ loop.index }} as (
{{ _feature_customers(feature, relations, clock) }}
),
{%- endfor %}
{{ prefix }}measured as (
    select
        customers.customer_id
        {%- for event, own in events.items() %}{% set source = prefix ~ 'event_'
            ~ loop.index %}{% for feature in own %},
        {{ _or_absent(source ~ '.' ~ feature.name, feature.kind) }} as {{ feature.name }}
        {%- endfor %}{% endfor %}
        {%- for feature in single %},
        {{ prefix }}single_{{ loop.index }}.customer_id is not null as {{ feature.name }}
        {%- endfor %}
    from {{ relations.customers }} as customers
    {%- for event in events %}
    left join {{ prefix }}event_{{ loop.index }}
        on customers.customer_id = {{ prefix }}event_{{ loop.index }}.customer_id
    {%- endfor %}
    {%- for feature in single %}
    left join {{ prefix }}single_{{ loop.index }}
        on customers.customer_id = {{ prefix }}single_{{ loop.index }}.customer_id
    {%- endfor %}
)
{%- endmacro -%}
