-- depends_on: {{ ref('refresh_plan') }}
{% set segments = _segments() %}
{%- for segment in segments %}
{{ 'union all ' if not loop.first }}select {{ _definition_row(segment, loop.index0) }}
{%- else %}
select {{ _definition_row(none, 0) }} where 1 = 0
{%- endfor %}
