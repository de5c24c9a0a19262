{#- The catalogue of one side: access is public or private. One row per segment. -#}
{%- macro published_segments(access) -%}
select
    {% for column in ['segment', 'family', 'description', 'objective', 'owner', 'owner_email', 'access', 'cadence',
        'status', 'held_reason'] -%}
    versions.{{ column }},
    {% endfor -%}
    cast(versions.size as bigint) as size,
    cast(versions.share as double precision) as share,
    cast(versions.unknown as bigint) as unknown,
    cast(versions.value as numeric(38, 4)) as value,
    versions.as_of,
    versions.as_of_day,
    releases.published_at,
    versions.members_release_id as release_id,
    versions.rule,
    versions.rule_text,
    coalesce(versions.told_sql, versions.rule_sql) as rule_sql,
    versions.definition_hash
from {{ _visible_segments(access) }} as versions
left join {{ ref('releases') }} as releases on versions.members_release_id = releases.release_id
{%- endmacro -%}
