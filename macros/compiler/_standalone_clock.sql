{#-
    The clock of a standalone rendering. `latest` asks the warehouse for the newest day; before the first
    refresh there is none, and the query is written for today.
-#}
{%- macro _standalone_clock(inputs) -%}
    {%- set newest = namespace(day=run_started_at.date()) -%}
    {%- if execute and _clock_text() == 'latest' and model.resource_type != 'unit_test' -%}
        {%- set events = adapter.get_relation(inputs.events.database, inputs.events.schema, inputs.events.identifier) -%}
        {%- set answer = run_query('select max(occurred_on) from ' ~ events) if events else none -%}
        {%- set newest.day = answer.columns[0][0] or newest.day if answer else newest.day -%}
    {%- endif -%}
    {{- return(_clock(newest.day)) -}}
{%- endmacro -%}
