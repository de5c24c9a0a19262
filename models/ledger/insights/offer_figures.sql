{{ config(incremental_strategy='append', pre_hook="{{ keep_last_release() }}") }}
-- What the members of each segment have and what comparable customers do, by thing, added up over the tenths of all
-- customers by value: those who aren't members and are in the same tenth. Members of a tenth without such customers
-- don't count. Of a held segment, of its last good members.
-- With the variable value_figures: day, what a release of the same day counted stands.
-- depends_on: {{ ref('segment_definitions') }}
-- depends_on: {{ ref('candidates') }}
-- depends_on: {{ ref('customer_values') }}
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('refresh_plan') }}
-- depends_on: {{ ref('release_decisions') }}
{% set setting, text = _cross_sell_setting(), dbt.type_string() -%}
{%- set is_carried = _segments() and _carried_values() | length == _segments() | length -%}
{%- set figures = ['members', 'buyers', 'expected', 'expected_amount', 'surplus', 'variance', 'raise_buyers',
    'raise_amount', 'raise_expected_amount'] -%}
{%- if setting -%}
{%- do _refuse_unknown_things(setting) -%}
with placed as (
    select
        customer_id,
        ntile(10) over (order by value desc, customer_id asc) as tenth
    from {{ ref('customer_values') }}
    {%- if is_carried %}
    where 1 = 0
    {%- endif %}
),

{{ things_bought(setting) }},

{{ things_of_members(release_members()) }}

select
    plan.release_id,
    plan.as_of,
    compared.segment,
    compared.thing,
    {%- for figure in figures %}
    compared.{{ figure }}{{ ',' if not loop.last }}
    {%- endfor %}
from compared
cross join {{ _release() }} as plan
{%- else -%}
{%- set made = {'release_id': 'bigint', 'as_of': dbt.type_timestamp(), 'segment': text, 'thing': text} -%}
{%- for figure in figures -%}{%- do made.update({figure: 'double precision'}) -%}{%- endfor -%}
{{ _inline_table(made, []) }}
{%- endif %}
