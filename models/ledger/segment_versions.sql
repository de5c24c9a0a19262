{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on([['segment', 'release_id']], ['release_id'])) }}
-- One row per segment and release: its definition and members at the time. A held segment keeps its last published
-- members, with their clock and release.
-- depends_on: {{ ref('published_facts') }}
{% set versions = _earlier_relation('current_versions') %}
{%- set differs = versions and _published_differs() %}
{%- set kept = ['size', 'share', 'unknown', 'value', 'as_of', 'members_release_id'] -%}
{%- set described = ['family', 'description', 'objective', 'owner', 'owner_email', 'owner_group', 'access', 'cadence', 'priority_group',
    'priority', 'rule_sql', 'definition_hash', 'evaluated_hash', 'formerly'] -%}
{#- A column that is new since the last release isn't there yet. -#}
{%- set known = adapter.get_columns_in_relation(versions) | map(attribute='name') | list if versions else [] %}
select
    plan.release_id,
    decisions.segment,
    {%- for column in described %}
    definitions.{{ column }},
    {%- endfor %}
    told.rule,
    told.rule_text,
    told.rule_sql as told_sql,
    case
        when decisions.decision = 'hold' then 'held'
        {%- if versions %}
        when last.members_release_id is not null and last.status <> 'retired' then 'live'
        {%- endif %}
        else 'new'
    end as status,
    case when decisions.decision = 'hold' then decisions.reason end as held_reason,
    {%- for column, now in {
        'size': 'facts.size', 'share': 'facts.share', 'unknown': 'facts.unknown', 'value': 'coalesce(worth.value_total, 0)', 'as_of': 'plan.as_of',
        'members_release_id': 'plan.release_id',
    }.items() %}
    case when decisions.decision = 'publish' then {{ now }}{{ ' else ' ~ ('coalesce(standing.members, last.size)' if differs and column == 'size' else 'last.' ~ column) if versions }} end as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('release_decisions') }} as decisions
cross join {{ _release() }} as plan
inner join {{ ref('segment_definitions') }} as definitions on decisions.segment = definitions.segment
inner join {{ ref('segment_facts') }} as facts on decisions.segment = facts.segment
left join {{ ref('candidate_values') }} as worth on decisions.segment = worth.segment
left join {{ source('audit', 'told_rules') }} as told on decisions.segment = told.segment
{%- if versions %}
left join {{ versions }} as last on decisions.segment = last.segment
{%- if differs %}
left join {{ ref('published_facts') }} as standing on decisions.segment = standing.segment
{%- endif %}
union all
select
    plan.release_id,
    last.segment,
    {% for column in described + ['rule', 'rule_text', 'told_sql'] %}{{ 'last.' ~ column if column in known else 'null' }}, {% endfor %}
    'retired' as status,
    null as held_reason,
    0 as size, 0 as share, 0 as unknown, 0 as value, plan.as_of, plan.release_id as members_release_id
from {{ ref('release_decisions') }} as decisions
cross join {{ _release() }} as plan
inner join {{ versions }} as last on decisions.segment = last.segment
where decisions.decision = 'retire'
{%- endif %}
