-- Each segment with every segment that it sees, directly or through others.
-- depends_on: {{ ref('segment_definitions') }}
{% set text = dbt.type_string() -%}
{%- set above, rows = {}, [] -%}
{%- for segment in _segments() -%}
    {%- set all = {} -%}
    {%- for name in segment.below -%}
        {%- do all.update({name: true}) -%}
        {%- do all.update(above[name]) -%}
    {%- endfor -%}
    {%- do above.update({segment.name: all}) -%}
    {%- for name in all -%}
        {%- do rows.append([_quote(segment.name), _quote(name)]) -%}
    {%- endfor -%}
{%- endfor %}
{{ _inline_table({'segment': text, 'depends_on': text}, rows) }}
