-- Each rule as one query that uses nothing kept from earlier refreshes. The audit compares the verdicts with it. A rule
-- with ranks, or built on one, reads all customers; other rules read only the checked ones.
-- depends_on: {{ ref('segment_definitions') }}
{% set text = dbt.type_string() -%}
{%- set everybody = {'customers': ref('customers'), 'events': ref('events'), 'lists': ref('imported_lists'), 'stays': _stays_before()} -%}
{%- set checked = dict(everybody, customers=ref('checked_customers'), events=ref('checked_events')) -%}
{%- set clock, segments, percent = _planned_clock(), _segments(), _checked_percent() -%}
{%- set ranked = _kept_segments(segments, by_day=false) -%}
{%- set rows = [] -%}
{%- for segment in segments if percent > 0 -%}
    {%- set inputs = everybody if segment.name in ranked or percent == 100 else checked -%}
    {%- do rows.append([_quote(segment.name), _quote(_standalone(segment.name, segment.rule, segment.features, inputs, clock, segments))]) -%}
{%- endfor -%}
{{ _inline_table({'segment': text, 'query': text}, rows) }}
