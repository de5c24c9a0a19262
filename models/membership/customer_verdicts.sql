{{ config(
    materialized='kept',
    unique_key='customer_id',
    indexes=indexes_on(['customer_id']),
    pre_hook="{{ in_one_process() }}",
    post_hook="{{ record_verdicts() }}",
) }}
-- depends_on: {{ ref('segment_definitions') }}
-- depends_on: {{ ref('pending_customers') }}
{% set relations = {
    'customers': ref('customers'), 'events': ref('events'), 'lists': ref('imported_lists'), 'affected': ref('affected_customers'),
    'affected_events': ref('affected_events'), 'standing': _kept_relation(_segments()), 'stays': _earlier_relation('believed_stays'),
    'verdicts': this,
} -%}
{%- set changed, state = ref('changed_definitions'), ref('verdict_state') -%}
{%- set clock, segments, slots, words = _planned_clock(), _segments(), _slots(), _words() -%}
{%- set plan = _row_of(ref('refresh_plan')) -%}
{%- if plan and not plan.full_reason and _kept_words(_earlier_relation('customer_verdicts'), words) -%}
{%- set for_all = _evaluated_for_all(segments, clock, changed, state) %}
with
{%- if _project_features(segments, _kinds_from(['rank'])) %}
{{- _kept_ranks(segments, relations, clock) }},
{%- endif %}
{{- _verdicts_of_affected(segments, slots, words, relations, clock) }}
{%- if for_all %},
{{- _verdicts_of_others(for_all, segments, slots, words, relations, clock) }}
{%- endif %}
{%- for source in ['affected_verdicts'] + (['other_verdicts'] if for_all else []) %}
select
    customer_id
    {%- for word in words %},
    members_{{ word }},
    unknown_{{ word }}
    {%- endfor %},
    false as segments__is_gone
from {{ source }}
union all
{%- endfor %}
select
    affected.customer_id
    {%- for word in words %},
    0,
    0
    {%- endfor %},
    true as segments__is_gone
from {{ relations.affected }} as affected
where not exists (select 1 from {{ relations.customers }} as customers where customers.customer_id = affected.customer_id)
{%- else %}
/* whole */
{{ _verdicts(segments, slots, words, relations, clock) }}
{%- endif %}
