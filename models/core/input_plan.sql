-- What of the input this refresh reads: decided once, for all steps to agree.
{% set events = _core_input('events_relation', 'stg_complete_journey__events') -%}
{%- set customers = _core_input('customers_relation', 'stg_complete_journey__customers') -%}
{%- set columns = _input_columns(events, 'events_relation', ['event_id', 'customer_id', 'event_name', 'occurred_at']) | map('lower') | list -%}
{%- do _input_columns(customers, 'customers_relation', ['customer_id']) -%}
{%- do _check_types(events, customers) -%}
{%- set kept = _earlier_relation('events') -%}
{%- set found = _events_since(events, columns, _row_of(_earlier_relation('input_watermark')) if kept else none) if execute else {} -%}
{%- set customers_reason = _customers_since(customers, _earlier_relation('customers')) if execute -%}
{%- set text = dbt.type_string() %}
select
    {{ found.watermark or 'cast(null as timestamp)' }} as watermark,
    {{ found.loaded_from or 'cast(null as timestamp)' }} as loaded_from,
    cast({{ found.behind or 0 }} as bigint) as rows_behind,
    cast({{ found.at or 0 }} as bigint) as rows_at,
    cast({{ found.unstamped or 0 }} as bigint) as rows_unstamped,
    cast({{ _quote(found.columns) }} as {{ text }}) as event_columns,
    cast({{ _quote(var('time_zone')) }} as {{ text }}) as time_zone,
    cast({{ _quote(found.reason) if found.reason else 'null' }} as {{ text }}) as events_reason,
    cast({{ _quote(customers_reason) if customers_reason else 'null' }} as {{ text }}) as customers_reason
