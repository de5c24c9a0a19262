{#-
    Rows that can't be taken, in a readable form, as a select. rows: what to select from; fault: the reason, if the rows
    don't carry it.
-#}
{%- macro _set_aside(rows, fault='segments__fault') -%}
    {%- set text = dbt.type_string() %}
    select
        cast(event_id as {{ text }}) as event_id,
        cast(customer_id as {{ text }}) as customer_id,
        event_name,
        occurred_at,
        loaded_at,
        cast({{ fault }} as {{ text }}) as reason,
        cast({{ 'segments__received' if fault == 'segments__fault' else 'null' }} as {{ text }}) as received
    from {{ rows }}
{%- endmacro -%}
