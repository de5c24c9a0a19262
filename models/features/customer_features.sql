-- depends_on: {{ ref('event_names') }}
{% set relations = {'customers': ref('customers'), 'events': ref('events'), 'lists': ref('imported_lists')} -%}
{%- set clock = _planned_clock() -%}
{%- if execute -%}
    {%- do relations.update({'stays': _ledger_relation('believed_stays')}) -%}
    {%- do _check_vocabulary(relations) -%}
{%- endif -%}
{{ _features(_project_needs(), relations, clock) }}
