{#-
    The place of a received row among those of its event_id, as a window: 1 is the one that counts. That is the
    row loaded last, then the one that occurred last, then by all else, so that the same rows always leave the
    same event.
-#}
{%- macro _version_rank(columns) -%}
    {%- set order = ['loaded_at', 'occurred_at', 'is_deleted', 'customer_id', 'event_name', 'amount', 'quantity'] -%}
    {%- for column in _event_dimensions(columns) -%}{%- do order.append(adapter.quote(column)) -%}{%- endfor -%}
    {{- return('row_number() over (partition by event_id order by ' ~ order | join(' desc nulls last, ') ~ ' desc nulls last)') -}}
{%- endmacro -%}
