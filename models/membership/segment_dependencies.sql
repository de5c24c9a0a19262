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
        {%- do rows.append('cast(' ~ _quote(segment.name) ~ ' as ' ~ text ~ ') as segment, cast(' ~ _quote(name) ~ ' as ' ~ text ~ ') as depends_on') -%}
    {%- endfor -%}
{%- endfor %}
{%- for row in rows %}
{{ 'union all ' if not loop.first }}select {{ row }}
{%- else %}
select cast(null as {{ text }}) as segment, cast(null as {{ text }}) as depends_on where 1 = 0
{%- endfor %}
