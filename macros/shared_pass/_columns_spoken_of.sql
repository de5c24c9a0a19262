{#- Those of the events' columns, beyond the ones that every need reads, that a need measures or a where= mentions: quoted. -#}
{%- macro _columns_spoken_of(needs, events) -%}
    {%- set texts, columns = [], [] -%}
    {%- for need in needs -%}
        {%- do texts.append(need.get('column') or '') -%}
        {%- for step in [need] + need.get('steps', []) + [need.get('first') or {}, need.get('other') or {}] -%}
            {%- do texts.append(step.get('where') or '') -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set spoken = texts | join(' ') | lower -%}
    {%- for column in (adapter.get_columns_in_relation(events) if execute else [])
        if column.name | lower not in ['customer_id', 'event_name', 'occurred_at', 'occurred_on'] and column.name | lower in spoken -%}
        {%- do columns.append(adapter.quote(column.name)) -%}
    {%- endfor -%}
    {{- return(columns) -}}
{%- endmacro -%}
