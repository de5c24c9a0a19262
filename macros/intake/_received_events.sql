{#-
    The rows of the events input as core keeps them, as a select, with segments__fault, the reason why a row can't be
    taken, and segments__received, the value concerned. taken: see _taken_events. where: an optional condition on the
    input. in_bulk: there are enough rows for a faster way to compute days to pay off. A row of an erased customer
    becomes a deletion without customer_id, so that it also removes earlier rows of its event_id.
-#}
{%- macro _received_events(input, taken, where=none, in_bulk=false) -%}
    {%- set standing = _not_erased(taken.customer_id.sql) -%}
    {%- set faults = [] -%}
    {%- for name in ['loaded_at', 'event_id', 'customer_id', 'event_name', 'occurred_at', 'amount', 'quantity'] -%}
        {%- for condition,
            says in taken[name].faults -%}{%- do faults.append((condition, name ~ ' ' ~ says,
                taken[name].source)) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set text, at = dbt.type_string(), taken.occurred_at -%}
    {%- set day = at.source if at.kind == 'day' else local_days_of(at) if in_bulk else local_day(at.sql) %}
    select
        {%- for name, column in taken.items() if name != 'is_deleted' %}
        {{ 'case when ' ~ standing ~ ' then ' ~ column.sql ~ ' end' if standing and name == 'customer_id'
            else column.sql }} as {{ name if column.is_known else adapter.quote(name) }},
        {%- endfor %}
        {{ day }} as occurred_on,
        coalesce({{ taken.is_deleted.sql }}, false){{ ' or not (' ~ standing ~ ')' if standing }} as is_deleted,
        {%- for item, place in {'segments__fault': 1, 'segments__received': 2}.items() %}
        {%- if faults %}
        case
            {%- if standing %}
            when not ({{ standing }}) then null
            {%- endif %}
            {%- for fault in faults %}
            when {{ fault[0] }} then {{ _quote(fault[1]) if place == 1 else 'substr(cast(' ~ fault[2] ~ ' as ' ~ text
                ~ '), 1, 100)' }}
            {%- endfor %}
        end as {{ item }}{{ ',' if place == 1 }}
        {%- else %}
        cast(null as {{ text }}) as {{ item }}{{ ',' if place == 1 }}
        {%- endif %}
        {%- endfor %}
    from {{ input }}
    {%- if where %}
    where {{ where }}
    {%- endif %}
{%- endmacro -%}
