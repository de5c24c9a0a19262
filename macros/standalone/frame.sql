{#-
    The clock of the standalone query. Like a refresh, `latest` asks the warehouse for the newest day. Before the first
    refresh there is none, and the query is written for today.
-#}
{%- macro _standalone_clock(inputs) -%}
    {%- set newest = namespace(day=run_started_at.date()) -%}
    {%- if execute and _clock_text() == 'latest' and model.resource_type != 'unit_test' -%}
        {%- set events = adapter.get_relation(inputs.events.database, inputs.events.schema,
            inputs.events.identifier) -%}
        {%- set last_day = _last_possible_day(_present().at, _row_of(_earlier_relation('input_watermark')), events)
            if events -%}
        {%- set newest.day = (_newest_day(events, last_day) if events) or newest.day -%}
    {%- endif -%}
    {{- return(_clock(newest.day)) -}}
{%- endmacro -%}

{#-
    The relations that the standalone query reads, by role. A unit test gives rows only for what its own rule needs.
    Elsewhere all are referenced, because a segment that the rule is built on can need relations that the rule doesn't.
-#}
{%- macro _standalone_inputs(features) -%}
    {%- set kinds = features.values() | map(attribute='kind') | list -%}
    {%- set all = model.resource_type != 'unit_test' -%}
    {%- set inputs = {'customers': ref('customers'), 'events': ref('events')} -%}
    {%- if all or 'list' in kinds -%}{%- do inputs.update({'lists': ref('imported_lists')}) -%}{%- endif -%}
    {%- if all or 'was_in' in kinds
        or 'entered' in kinds -%}{%- do inputs.update({'stays': ref('believed_stays')}) -%}{%- endif -%}
    {{- return(inputs) -}}
{%- endmacro -%}
