{{ config(materialized='table') }}
-- The decision for each segment in this release: publish, hold (with the reason) or retire.
{% set versions = _earlier_relation('current_versions') -%}
{%- set finding = "check_name || ': ' || observed || ', expected ' || expected" %}
with verdicts as (
    select verdicts.*
    from {{ source('audit', 'verdicts') }} as verdicts
    inner join {{ ref('refresh_plan') }} as plan on verdicts.release_id = plan.release_id
),

failed as (
    select
        segment,
        {{ dbt.listagg(finding, "'; '", 'order by check_name') }} as reason
    from verdicts
    where severity = 'hold' and not passed
    group by segment
),

blocked as (
    select {{ dbt.listagg(finding, "'; '", 'order by check_name') }} as reason
    from verdicts
    where severity = 'block' and not passed
),

-- A segment without an audit hasn't passed.
own as (
    select
        definitions.segment,
        definitions.priority_group,
        definitions.access,
        definitions.owner_group,
        coalesce(
            blocked.reason,
            failed.reason,
            case when audited.segment is null then 'not audited' end
        ) as reason
    from {{ ref('segment_definitions') }} as definitions
    cross join blocked
    left join failed on definitions.segment = failed.segment
    left join (select distinct segment from verdicts) as audited on definitions.segment = audited.segment
),

inherited as (
    select
        dependencies.segment,
        min(own.segment) as held_segment
    from {{ ref('segment_dependencies') }} as dependencies
    inner join own on dependencies.depends_on = own.segment
    where own.reason is not null
    group by dependencies.segment
)

select
    own.segment,
    case when own.reason is null and inherited.segment is null then 'publish' else 'hold' end as decision,
    coalesce(
        own.reason,
        case when own.priority_group = other.priority_group then 'shares its customers out with ' else 'built on ' end
        -- The reason must not name a segment that is hidden from its readers.
        || case
            when other.access = 'private' and (own.access <> 'private' or own.owner_group is distinct from other.owner_group)
                then 'a hidden segment'
            else inherited.held_segment
        end || ', which is held'
    ) as reason
from own
left join inherited on own.segment = inherited.segment
left join own as other on inherited.held_segment = other.segment
{%- if versions %}
union all
select
    versions.segment,
    'retire' as decision,
    'its file is gone' as reason
from {{ versions }} as versions
left join {{ ref('segment_definitions') }} as definitions on versions.segment = definitions.segment
where definitions.segment is null and versions.status <> 'retired'
{%- endif %}
