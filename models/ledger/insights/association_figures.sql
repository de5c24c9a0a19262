{{ config(incremental_strategy='append', pre_hook="{{ keep_last_release() }}") }}
-- Which values of traits and bands of features go together: every pair that a fair share of a segment's members has, of
-- those whose two values are known, beside all such customers. Of a held segment, of its last good members.
-- With the variable value_figures: day, what a release of the same day counted stands.
-- depends_on: {{ ref('segment_definitions') }}
-- depends_on: {{ ref('candidates') }}
-- depends_on: {{ ref('refresh_plan') }}
-- depends_on: {{ ref('release_decisions') }}
-- depends_on: {{ ref('standing_features') }}
-- depends_on: {{ ref('event_names') }}
{% set columns, setting = _profile_columns() | sort(attribute='label') | list, _association_setting() -%}
{%- set counts = ['pair_members', 'known_members', 'with_a', 'with_b'] -%}
{%- set is_carried = _segments() and _carried_values() | length == _segments() | length -%}
{%- if setting and columns | length > 1 -%}
with described as (
    select
        customers.customer_id,
        {%- for column in columns %}
        {{ column.sql }} as value_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('customers') }} as customers
    {%- if columns | selectattr('is_feature') | list %}
    inner join {{ ref('standing_features') }} as standing on customers.customer_id = standing.customer_id
    {%- endif %}
    {%- if is_carried %}
    where 1 = 0
    {%- endif %}
),

{{ pairs_of_values(columns, 'described', release_members()) }}

select
    plan.release_id,
    plan.as_of,
    pairs.segment,
    pairs.trait_a,
    pairs.value_a,
    pairs.trait_b,
    pairs.value_b,
    {%- for name in counts %}
    pairs.{{ name }},
    everybody.{{ name }} as base_{{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
from paired as pairs
inner join paired as everybody
    on
        pairs.trait_a = everybody.trait_a
        and pairs.value_a = everybody.value_a
        and pairs.trait_b = everybody.trait_b
        and pairs.value_b = everybody.value_b
        and everybody.segment is null
cross join {{ _release() }} as plan
where pairs.segment is not null and pairs.pair_members >= {{ setting.support }} * pairs.known_members
{%- else -%}
{%- set made, text = {'release_id': 'bigint', 'as_of': dbt.type_timestamp()}, dbt.type_string() -%}
{%- for name in ['segment', 'trait_a', 'value_a', 'trait_b', 'value_b'] -%}{%- do made.update({name: text}) -%}{%- endfor -%}
{%- for name in counts -%}{%- do made.update({name: 'bigint', 'base_' ~ name: 'bigint'}) -%}{%- endfor -%}
{{ _inline_table(made, []) }}
{%- endif %}
