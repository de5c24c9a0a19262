{#-
    The releases, one row each: access is public or private. Readers' counters count only what they can see now, so that
    no difference reveals hidden segments. The hidden side has the counters of the whole.
-#}
{%- macro published_releases(access) -%}
{%- set counted = ['segments_published', 'segments_held', 'definitions_changed', 'rows_written'] -%}
select
    releases.release_id, releases.as_of, {{ local_day('releases.as_of') }} as as_of_day,
    -- A clock that was taken back has no latest release.
    row_number() over (partition by releases.as_of, withdrawn.release_id is null order by releases.release_id desc) = 1
    and withdrawn.release_id is null as is_latest_of_clock,
    releases.started_at, releases.published_at, releases.status, releases.git_sha,
    {%- for column in counted if access == 'private' %}
    cast(releases.{{ column }} as bigint) as {{ column }},
    {%- endfor %}
    {%- for column in counted if access == 'public' %}
    cast(coalesce(seen.{{ column }}, 0){{ ' + releases.customers_recomputed'
        if column == 'rows_written' }} as bigint) as {{ column }},
    {%- endfor %}
    cast(releases.events_seen as bigint) as events_seen,
    cast(releases.customers_recomputed as bigint) as customers_recomputed,
    releases.mode, releases.full_reason,
    cast(releases.events_read as bigint) as events_read,
    {%- for reason in _reasons() %}
    cast(releases.by_{{ reason }} as bigint) as by_{{ reason }},
    {%- endfor %}
    opened.segments as made_public,
    releases.seconds,
    {%- if access == 'private' %}
    releases.moves_accepted
    {%- else %}
    -- People write it, and may name a hidden segment.
    case
        when exists (
            select 1
            from {{ ref('current_versions') }} as unseen
            where unseen.access = 'private' and {{ dbt.position('unseen.segment', 'releases.moves_accepted') }} > 0
        ) then null
        else releases.moves_accepted
    end as moves_accepted
    {%- endif %}
from {{ ref('releases') }} as releases
left join (
    {{ _withdrawn_releases(ref('releases')) }}
) as withdrawn on releases.release_id = withdrawn.release_id
left join (
    {{ _made_public(access) }}
) as opened on releases.release_id = opened.release_id
{%- if access == 'public' %}
left join (
    {{ _seen_by_readers() }}
) as seen on releases.release_id = seen.release_id
{%- endif %}
{%- endmacro -%}
