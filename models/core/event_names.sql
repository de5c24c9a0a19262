{{ config(materialized='kept', unique_key='event_name') }}
-- The event names that rules can use. An event that isn't here is a mistake in a rule, not missing data.
{% set events = ref('events') -%}
{%- set batch = ref('event_batch') -%}
{%- set plan = _row_of(ref('input_plan')) -%}
{%- set goes_on, names = plan and plan.loaded_from and _earlier_relation('event_names'), [] -%}
{%- if goes_on -%}
    {%- set touched = _rows_of(batch, 'select distinct event_name from ' ~ batch ~ ' where event_name is not null') | map('first') | list -%}
    {%- set known = _rows_of(this, 'select event_name from ' ~ this) | map('first') | list -%}
    {%- set names = (touched + known) | unique | list -%}
{%- endif -%}
{#- Engines refuse a statement with thousands of subqueries. -#}
{%- if goes_on and names | length <= 200 -%}
    {#-
        One lookup per name, which stops at the first event found, because each of them can have lost its last event.
    -#}
    {%- for name in names -%}
        {{ 'union all ' if not loop.first }}select {{ _quote(name) }} as event_name, not exists (select 1 from {{ events }} where event_name = {{ _quote(name) }} limit 1) as segments__is_gone
    {% else -%}
select event_name, false as segments__is_gone
from {{ batch }}
where 1 = 0
    {%- endfor -%}
{%- else -%}
/* whole */
select event_name
from {{ events }}
where event_name is not null
group by event_name
{%- endif -%}
