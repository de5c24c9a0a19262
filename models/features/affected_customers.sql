{{ config(indexes=indexes_on(['customer_id'])) }}
-- depends_on: {{ ref('event_names') }}
-- depends_on: {{ ref('segment_slots') }}
-- The customers whose verdicts or kept features can have changed since the last refresh, and why. Empty if all
-- customers are evaluated.
{% set relations = {'customers': ref('customers'), 'events': ref('events'), 'lists': ref('imported_lists')} -%}
{%- set plan, state = _row_of(ref('refresh_plan')), _row_of(ref('verdict_state')) -%}
{%- set standing = _row_of(ref('standing_clock')) -%}
{%- set pending, segments = ref('pending_customers'), _segments() -%}
{%- set features, moved = (_project_features(segments).values() | list) + _features_of_everybody(), _moved(plan, [state, standing]) if plan -%}
{%- do _check_functions(segments) -%}
{%- if plan -%}{%- do _check_vocabulary(segments, relations) -%}{%- endif -%}
{%- set reasons = _reasons() -%}
with found as (
    select customer_id, reason
    from {{ pending }}
    {%- if not plan or plan.full_reason %}
    where 1 = 0
    {%- else %}
    {%- for reason, query in _clock_crossings(features, moved, relations) %}
    union all
    select customer_id, cast({{ _quote(reason) }} as {{ dbt.type_string() }}) as reason
    from (
{{ query }}
    ) as crossing_{{ loop.index }}
    {%- endfor %}
    {%- for query in _history_crossings(features, moved, state.release_id) %}
    union all
    select customer_id, cast('history' as {{ dbt.type_string() }}) as reason
    from (
{{ query }}
    ) as stays_{{ loop.index }}
    {%- endfor %}
    {%- endif %}
),

ordered as (
    select
        customer_id,
        min(case reason{% for reason in reasons %} when {{ _quote(reason) }} then {{ loop.index }}{% endfor %} end) as place
    from found
    where customer_id is not null
    group by customer_id
)

select
    customer_id,
    cast(case place{% for reason in reasons %} when {{ loop.index }} then {{ _quote(reason) }}{% endfor %} end as {{ dbt.type_string() }}) as reason
from ordered
