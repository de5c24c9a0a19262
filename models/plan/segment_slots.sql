-- The bit of each segment in the packed words, from its first refresh until its retirement is published: kept words
-- need constant bits.
-- depends_on: {{ ref('refresh_plan') }}
{% set kept, published = _earlier_relation('segment_slots'), _earlier_relation('current_versions') -%}
{%- set slots, taken, segments = {}, [], _segments() -%}
{%- if kept -%}
    {%- set names = segments | map(attribute='name') | list -%}
    {%- set applied = (_row_of(_earlier_relation('published_release')) or {'release_id': 0}).release_id -%}
    {%- set standing = 'select segment from ' ~ published ~ " where status <> 'retired' or release_id > " ~ applied
        if published else 'select segment from ' ~ kept ~ ' where 1 = 0' -%}
    {%- for row in run_query('select segment, slot, case when segment in (' ~ standing ~ ') then 1 else 0 end from ' ~ kept ~ ' order by slot').rows
        if row[0] in names or row[2] | int -%}
        {%- do slots.update({row[0]: row[1] | int}) -%}
        {%- do taken.append(row[1] | int) -%}
    {%- endfor -%}
{%- endif -%}
{%- for segment in segments if segment.name not in slots -%}
    {%- set free = range(taken | length + 1) | reject('in', taken) | first -%}
    {%- do slots.update({segment.name: free}) -%}
    {%- do taken.append(free) -%}
{%- endfor -%}
{%- set rows = [] -%}
{%- for name, slot in slots.items() -%}{%- do rows.append([_quote(name), slot, slot // 63, 2 ** (slot % 63)]) -%}{%- endfor -%}
{{ _inline_table({'segment': dbt.type_string(), 'slot': 'bigint', 'word': 'bigint', 'mask': 'bigint'}, rows) }}
