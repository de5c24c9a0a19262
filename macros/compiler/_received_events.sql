{#-
    The rows of the events input, typed as core has them, as a select: columns are the input's. where, if
    given, is a condition on the input. A row of an erased customer reads as a deletion, of nobody's, so that it
    also takes away what earlier rows of its event_id said.
-#}
{%- macro _received_events(input, columns, where=none) -%}
    {%- set typed = {
        'event_id': none, 'customer_id': none, 'event_name': none, 'occurred_at': 'timestamp', 'loaded_at': 'timestamp',
        'amount': 'numeric(18, 4)', 'quantity': 'numeric(18, 4)', 'is_deleted': 'boolean',
    } -%}
    {%- set absent = {'loaded_at': 'occurred_at', 'is_deleted': 'false'} -%}
    {%- set standing = _not_erased('customer_id') %}
    select
        event_id,
        {{ 'case when ' ~ standing ~ ' then customer_id end as customer_id' if standing else 'customer_id' }},
        event_name,
        {%- for column, type in typed.items() if type %}
        cast({{ column if column in columns else absent.get(column, 'null') }} as {{ type }}){{ ' or not (' ~ standing ~ ')' if standing and column == 'is_deleted' }} as {{ column }},
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
