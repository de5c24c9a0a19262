{{ config(
    materialized='kept',
    unique_key='customer_id',
    indexes=indexes_on(['customer_id']),
    post_hook="delete from {{ ref('standing_clock') }}; insert into {{ ref('standing_clock') }} select as_of, as_of_day from {{ ref('refresh_plan') }}",
) }}
-- The features that every refresh needs for all customers: the value, what profiles count, and what rules with ranks or
-- passing days need. All other features are measured only for affected customers.
{% set relations = {
    'customers': ref('customers'), 'events': ref('events'), 'lists': ref('imported_lists'), 'affected': ref('affected_customers'),
    'affected_events': ref('affected_events'), 'stays': _earlier_relation('believed_stays'),
} -%}
{%- set clock, plan = _planned_clock(), _row_of(ref('refresh_plan')) -%}
{%- set everybody, columns = _features_of_everybody(), {} -%}
{%- for feature in everybody -%}{%- do columns.update({feature.name: feature.name}) -%}{%- endfor -%}
{%- do columns.update(_kept_names(_segments())) -%}
{%- set features = everybody + (_kept_features(_segments()).values() | list) -%}
{%- set kept = _earlier_relation('standing_features') -%}
{%- set names = adapter.get_columns_in_relation(kept) | map(attribute='name') | list if kept else [] -%}
{%- if plan and not plan.full_reason and names | sort == (['customer_id'] + (columns.values() | list)) | sort %}
with
{{- _computed_features(features, dict(relations, events=relations.affected_events, customers=relations.affected), clock) }}

select
    measured.customer_id,
    {%- for name, column in columns.items() %}
    measured.{{ name }}{{ ' as ' ~ column if column != name }},
    {%- endfor %}
    customers.customer_id is null as segments__is_gone
from measured
left join {{ relations.customers }} as customers on measured.customer_id = customers.customer_id
{%- else %}
/* whole */
with
{{- _computed_features(features, relations, clock) }}

select
    customer_id
    {%- for name, column in columns.items() %},
    {{ name }}{{ ' as ' ~ column if column != name }}
    {%- endfor %}
from measured
{%- endif %}
