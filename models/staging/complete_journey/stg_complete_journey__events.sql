-- One row per event of any kind, in the shape that core reads. A column that a kind doesn't have is null.
{{ config(
    enabled=var('events_relation', none) is none,
    materialized='staged',
    indexes=indexes_on(['loaded_at']),
    meta={'made_from': 'select fingerprint from ' ~ _prefixed('raw') ~ '.loads order by schema_name, table_name'},
) }}

{%- set columns = {
    'amount': 'numeric(18, 4)', 'quantity': 'numeric(18, 4)',
    'department': dbt.type_string(), 'category': dbt.type_string(), 'brand': dbt.type_string(),
    'product_type': dbt.type_string(), 'store': dbt.type_string(), 'campaign': dbt.type_string(),
    'campaign_type': dbt.type_string(), 'channel': dbt.type_string(), 'device': dbt.type_string(),
} -%}
{%- set kinds = {
    'baskets': ['amount', 'quantity', 'store', 'channel'],
    'purchases': [
        'amount', 'quantity', 'department', 'category', 'brand', 'product_type', 'store', 'channel',
    ],
    'coupon_redemptions': ['campaign', 'campaign_type'],
    'campaign_mailings': ['campaign', 'campaign_type', 'channel'],
    'visits': ['channel', 'device'],
    'surveys': ['quantity', 'channel'],
} %}

{% for kind, present in kinds.items() %}
    select
        event_id,
        customer_id,
        event_name,
        occurred_at,
        -- No event of the demonstration arrives late, because the source doesn't say when it was loaded.
        occurred_at as loaded_at,
        false as is_deleted,
        {% for column, type in columns.items() %}
            cast({{ column if column in present else 'null' }} as {{ type }}) as {{ column }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('stg_complete_journey__' ~ kind) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
