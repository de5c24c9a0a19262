-- depends_on: {{ ref('segment_slots') }}
{% set slots = _slots() %}
{%- for segment in _segments() %}
{{ 'union all ' if not loop.first }}select {{ _definition_row(segment, slots[segment.name]) }}
{%- else %}
select {{ _definition_row(none, 0) }} where 1 = 0
{%- endfor %}
