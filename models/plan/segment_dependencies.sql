-- Each segment with all segments that it can't be published without: those that it uses, directly or through others,
-- and those of its exclusive group, because otherwise a customer could be in two of them.
-- depends_on: {{ ref('segment_definitions') }}
{% set text, segments = dbt.type_string(), _segments() -%}
{%- set groups, beside, rows = {}, {}, [] -%}
{%- for segment in segments if segment.group -%}
    {%- do groups.setdefault(segment.group, []).append(segment.name) -%}
{%- endfor -%}
{%- for segment in segments -%}
    {%- do beside.update({segment.name: segment.below + groups.get(segment.group, [])}) -%}
{%- endfor -%}
{%- for name in beside -%}
    {%- for other in _reached(name, beside) -%}
        {%- do rows.append([_quote(name), _quote(other)]) -%}
    {%- endfor -%}
{%- endfor %}
{{ _inline_table({'segment': text, 'depends_on': text}, rows) }}
