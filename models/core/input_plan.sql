-- Which part of the input this refresh reads. It is decided once, so that all steps agree.
{% set events = _core_input('events_relation') -%}
{%- set customers = _core_input('customers_relation') -%}
{%- set taken_events, taken_customers = _taken_events(events), _taken_customers(customers) -%}
{%- do _check_ids(customers, taken_events, taken_customers) -%}
{%- set kept = _earlier_relation('events') -%}
{%- set noted = _row_of(_earlier_relation('input_watermark')) if execute else none -%}
{%- set found = _events_since(events, taken_events, noted if kept else none) if taken_events.event_id.source else {} -%}
{%- set columns = local_md5(_intake_text(taken_customers)) -%}
{%- set customers_reason = _customers_since(customers, columns, _earlier_relation('customers'), (noted or {}).customer_columns) if taken_customers -%}
{%- set text = dbt.type_string() %}
select
    {{ found.watermark or 'cast(null as timestamp)' }} as watermark,
    {{ found.loaded_from or 'cast(null as timestamp)' }} as loaded_from,
    cast({{ found.behind or 0 }} as bigint) as rows_behind,
    cast({{ found.at or 0 }} as bigint) as rows_at,
    cast({{ found.unstamped or 0 }} as bigint) as rows_unstamped,
    cast({{ _quote(found.columns) }} as {{ text }}) as event_columns,
    cast({{ _quote(columns) }} as {{ text }}) as customer_columns,
    cast({{ _quote(var('time_zone')) }} as {{ text }}) as time_zone,
    cast({{ _quote(found.reason) if found.reason else 'null' }} as {{ text }}) as events_reason,
    cast({{ _quote(customers_reason) if customers_reason else 'null' }} as {{ text }}) as customers_reason
