{{ config(
    enabled=_scores() is not none,
    incremental_strategy='append',
    pre_hook="{{ keep_last_release() }}",
) }}
-- Of whom each tenth of the customers by value consists: their number by the values of traits and the bands of features.
-- Scores are left out: they say again what the tenth says.
-- depends_on: {{ ref('refresh_plan') }}
-- depends_on: {{ ref('standing_features') }}
-- depends_on: {{ ref('event_names') }}
{% set columns, text = _profile_columns() | rejectattr('label', 'in', _score_columns()) | list, dbt.type_string() -%}
with described as (
    select
        {%- for column in columns %}
        {{ column.sql }} as value_{{ loop.index }},
        {%- endfor %}
        customers.value_decile
    from {{ ref('customers') }} as customers
    {%- if columns | selectattr('is_feature') | list %}
    inner join {{ ref('standing_features') }} as standing on customers.customer_id = standing.customer_id
    {%- endif %}
    where customers.value_decile is not null
),

counted as (
    {%- for column in columns %}
    {{ 'union all' if not loop.first }}
    select
        cast(value_decile as bigint) as decile,
        {{ _quote(column.label) }} as trait,
        cast(value_{{ loop.index }} as {{ text }}) as value,
        count(*) as customers
    from described
    group by value_decile, value_{{ loop.index }}
    {%- else %}
    {{ _inline_table({'decile': 'bigint', 'trait': text, 'value': text, 'customers': 'bigint'}, []) }}
    {%- endfor %}
)

select
    plan.release_id,
    plan.as_of,
    counted.decile,
    counted.trait,
    counted.value,
    counted.customers
from counted
cross join {{ _release() }} as plan
