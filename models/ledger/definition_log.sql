{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}") }}
-- The definitions that were released, once each, so that later releases can evaluate them again.
-- depends_on: {{ ref('customers') }}
-- depends_on: {{ ref('events') }}
{% set definitions, plan, text = ref('segment_definitions'), _row_of(ref('refresh_plan')), dbt.type_string() -%}
{%- set kept = [] if not is_incremental() or not plan else _rows_of(
    this, 'select evaluated_hash from ' ~ this ~ ' where release_id < ' ~ plan.release_id) | map('first') | list -%}
{%- set ordered, rows = _segments(), [] -%}
{%- set hashes = _evaluated_hashes(ordered) -%}
{%- set columns = _rule_columns() if hashes.values() | reject('in', kept) | list -%}
{%- for name, hash in hashes.items() if hash not in kept -%}
    {%- do kept.append(hash) -%}
    {%- do rows.append([_quote(hash), _quote(_kept_definition(ordered, name, columns))]) -%}
{%- endfor -%}
select
    plan.release_id,
    listed.evaluated_hash,
    listed.definition
from (
    {{ _inline_table({'evaluated_hash': text, 'definition': text}, rows) }}
) as listed
cross join {{ _release() }} as plan
