{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(['segment', 'as_of'])) }}
-- Whom a changed definition tells apart from the one before, at the clock of the change. While the clock stands, later
-- releases append only what differs. A row without a customer says that the two definitions were compared.
-- depends_on: {{ ref('candidates') }}
-- depends_on: {{ ref('customers') }}
-- depends_on: {{ ref('definition_log') }}
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('imported_lists') }}
-- depends_on: {{ ref('release_decisions') }}
-- depends_on: {{ ref('segment_definitions') }}
-- depends_on: {{ ref('segment_versions') }}
{% set clock, key = _planned_clock(), ['segment', 'as_of', 'hash_before', 'hash_after'] -%}
{%- set compared = _comparisons(_changed_between_clocks(), clock) -%}
{%- if compared -%}
with apart as (
    {%- for one in compared %}
    {{ 'union all' if not loop.first }}
    {{ _members_apart(one) }}
    {%- endfor %}
),

known as (
    {%- if is_incremental() %}
    select known.*
    from (
        {{ _latest_moves(this, clock.release_id) }}
    ) as known
    inner join (select distinct {{ key | join(', ') }} from apart) as compared
        on {% for column in key %}known.{{ column }} = compared.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
    where known.is_moved or known.customer_id is null
    {%- else %}
    select apart.*, false as is_moved
    from apart
    where 1 = 0
    {%- endif %}
)

select
    plan.release_id,
    {%- for column in key + ['customer_id'] %}
    coalesce(apart.{{ column }}, known.{{ column }}) as {{ column }},
    {%- endfor %}
    apart.customer_id is not null as is_moved
from apart
full outer join known
    on
        {% for column in key %}apart.{{ column }} = known.{{ column }} and {% endfor %}
        coalesce(cast(apart.customer_id as {{ dbt.type_string() }}), '') = coalesce(cast(known.customer_id as {{ dbt.type_string() }}), '')
cross join {{ _release() }} as plan
where apart.segment is null or known.segment is null
{%- else -%}
select
    plan.release_id,
    definitions.segment,
    plan.as_of,
    definitions.evaluated_hash as hash_before,
    definitions.evaluated_hash as hash_after,
    customers.customer_id,
    false as is_moved
from {{ ref('segment_definitions') }} as definitions
cross join {{ _release() }} as plan
cross join {{ ref('customers') }} as customers
where 1 = 0
{%- endif %}
