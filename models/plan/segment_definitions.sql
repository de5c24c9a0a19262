-- depends_on: {{ ref('segment_slots') }}
{% set columns, rows, slots = {}, [], _slots() -%}
{%- set hashes = _evaluated_hashes(_segments()) -%}
{%- for name in ['segment', 'family', 'description', 'objective', 'owner', 'owner_email', 'owner_group', 'access', 'cadence', 'priority_group',
    'value_trait', 'rule_sql', 'definition_hash', 'evaluated_hash', 'file_path', 'checks', 'baseline_at', 'history_from', 'formerly'] -%}
    {%- do columns.update({name: dbt.type_string()}) -%}
{%- endfor -%}
{%- for name in ['size_min', 'size_max', 'priority', 'level', 'word', 'mask'] -%}{%- do columns.update({name: 'bigint'}) -%}{%- endfor -%}
{%- for segment in _segments() -%}{%- do rows.append(_definition_row(segment, slots[segment.name], hashes[segment.name])) -%}{%- endfor -%}
{{ _inline_table(columns, rows) }}
