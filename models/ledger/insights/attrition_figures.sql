{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(ranges=['release_id'])) }}
-- How each rule of the release narrows all customers down, part by part. Of more than the variable attrition_customers it
-- asks a fair share, always the same. With the variable value_figures: day, once a day.
-- depends_on: {{ ref('segment_definitions') }}
-- depends_on: {{ ref('standing_features') }}
{% set clock, ordered, carried, plan = _planned_clock(), _segments(), _carried_values(), _row_of(ref('refresh_plan')) -%}
{#- Of a run of dbt by hand, which publishes nothing, the parts that stand may be of other rules. -#}
{%- set relation, below = source('audit', 'rule_parts'), {} -%}
{%- set parts = _rule_parts(relation, ordered, carried) if _is_audited() and var('attrition_customers') | int else {} -%}
{%- set percent = 100 if not plan or plan.customers <= var('attrition_customers') | int else 100 * var('attrition_customers') | int / plan.customers -%}
{%- for segment in ordered if segment.name in parts -%}
    {%- for other in _segments_below(ordered, segment.name) -%}{%- do below.update({other.name: true}) -%}{%- endfor -%}
{%- endfor -%}
{%- set judged = ordered | selectattr('name', 'in', below) | list -%}
{%- set features = _project_features(ordered | selectattr('name', 'in', dict(below, **parts)) | list).values() | list -%}
{%- set relations = {
    'everybody': ref('customers'), 'customers': 'asked', 'events': 'asked_events' if percent < 100 else ref('events'), 'lists': ref('imported_lists'),
    'stays': _earlier_relation('believed_stays'), 'standing': _kept_relation(ordered),
} -%}
{%- set words = range(((parts.values() | map('length') | list + [1]) | max + 30) // 31) | list -%}
{%- if parts %}
with
{%- if features | selectattr('kind', 'in', _kinds_from(['rank'])) | list %}
{{- _kept_ranks(ordered, dict(relations, customers=ref('customers')), clock) }},
{%- endif %}
asked as (
    select customer_id
    from {{ ref('customers') }}
    where {{ _hash_between('attrition', 0, percent) }}
),
{%- if percent < 100 %}
asked_events as (
    select events.*
    from {{ ref('events') }} as events
    inner join asked on events.customer_id = asked.customer_id
),
{%- endif %}
{{ _inputs_of_some(features, relations, clock, 'asked_') }}
{{- _judged(judged, 'asked_inputs', 'asked_') }},
patterns as (
    select
        number as rule,
        {%- for word in words %}
        word_{{ word }},
        {%- endfor %}
        count(*) as customers
    from ({{ as_rows('asked_level_' ~ judged[-1].level if judged else 'asked_inputs', _patterns(parts, words)) }}) as told
    group by number, {% for word in words %}word_{{ word }}{{ ', ' if not loop.last }}{% endfor %}
),
{{ _counted_parts(parts, words) }},
sized as (select count(*) as customers from asked)

select
    plan.release_id,
    plan.as_of,
    counted.segment,
    counted.position,
    counted.depth,
    counted.kind,
    counted.words,
    plan.customers,
    sized.customers as customers_asked,
    {%- for name in ['remaining', 'removed_alone', 'false_count', 'unknown_count'] %}
    cast(round(cast(counted.{{ name }} as numeric(38, 6)) * plan.customers / nullif(sized.customers, 0)) as bigint) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
from counted
cross join sized
cross join {{ _release() }} as plan
{%- else %}
{%- set columns = {'segment': dbt.type_string(), 'position': 'bigint', 'depth': 'bigint', 'kind': dbt.type_string(), 'words': dbt.type_string()} -%}
{%- for name in ['customers', 'customers_asked', 'remaining', 'removed_alone', 'false_count', 'unknown_count'] -%}{%- do columns.update({name: 'bigint'}) -%}{%- endfor %}
select plan.release_id, plan.as_of, counted.*
from {{ _release() }} as plan
cross join ({{ _inline_table(columns, []) }}) as counted
{%- endif %}
