{#-
    The rows of the events input, typed as core has them, as a select: columns are the input's. where, if
    given, is a condition on the input. Rows are told apart by version_rank: 1 is the one that counts. Of one
    event_id that is the row loaded last, then the one that occurred last, then by all else, so that the same
    rows always leave the same event.
-#}
{%- macro _received_events(input, columns, where=none) -%}
    {%- set typed = {
        'event_id': none, 'customer_id': none, 'event_name': none, 'occurred_at': 'timestamp', 'loaded_at': 'timestamp',
        'amount': 'numeric(18, 4)', 'quantity': 'numeric(18, 4)', 'is_deleted': 'boolean',
    } -%}
    {%- set absent = {'loaded_at': 'occurred_at', 'is_deleted': 'false'} %}
    select
        event_id,
        customer_id,
        event_name,
        {%- for column, type in typed.items() if type %}
        cast({{ column if column in columns else absent.get(column, 'null') }} as {{ type }}) as {{ column }},
        {%- endfor %}
        {%- for column in _event_dimensions(columns) %}
        {{ adapter.quote(column) }},
        {%- endfor %}
        {{ local_day('occurred_at') }} as occurred_on
    from {{ input }}
    {%- if where %}
    where {{ where }}
    {%- endif %}
{%- endmacro -%}
