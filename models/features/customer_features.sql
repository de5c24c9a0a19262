{{ config(materialized='view') }}
-- Every customer's features at the clock of the last refresh, computed on request: a refresh itself measures only what
-- it needs.
-- depends_on: {{ ref('affected_customers') }}
{% set relations = {
    'customers': ref('customers'), 'events': ref('events'), 'lists': ref('imported_lists'), 'stays': _earlier_relation('believed_stays'),
} -%}
{%- set clock, features = _planned_clock(), _project_features(named_in_catalogue(_segments())) -%}
with
{{- _inputs(features.values(), relations, clock) }}

select
    customer_id
    {%- for name, feature in features.items() if feature.kind != 'segment' %},
    {{ name }}
    {%- endfor %}
from inputs
