-- Three figures of each published segment that must agree: its size, its members, and the sum of its changes.
-- Empty if only the day's first refresh counts them, because counting takes longer than the refresh itself.
-- depends_on: {{ ref('refresh_plan') }}
{% set versions, members, changes = _earlier_relation('current_versions'), _earlier_relation('current_members'), _earlier_relation('segment_change_log') -%}
{%- if versions and members and changes and _counts_published(versions) -%}
select
    versions.segment,
    cast(versions.size as bigint) as size,
    cast(coalesce(counted.members, 0) as bigint) as members,
    cast(coalesce(turned.balance, 0) as bigint) as balance
from {{ versions }} as versions
left join (
    select segment, count(*) as members
    from {{ members }}
    group by segment
) as counted on versions.segment = counted.segment
left join (
    select segment, sum(case when change = 'entered' then 1 else -1 end) as balance
    from {{ changes }}
    where release_id <= {{ _last_release() }}
    group by segment
) as turned on versions.segment = turned.segment
where versions.status <> 'retired' and versions.size is not null
{%- else -%}
select
    segment,
    cast(0 as bigint) as size,
    cast(0 as bigint) as members,
    cast(0 as bigint) as balance
from {{ ref('segment_definitions') }}
where 1 = 0
{%- endif %}
