{#- The releases, oldest first by release_id: one row each. -#}
{%- macro published_releases() -%}
select
    release_id, as_of, started_at, published_at, status, git_sha,
    cast(segments_published as bigint) as segments_published,
    cast(segments_held as bigint) as segments_held,
    cast(events_seen as bigint) as events_seen,
    cast(customers_recomputed as bigint) as customers_recomputed,
    mode, full_reason,
    cast(events_read as bigint) as events_read,
    {%- for reason in _reasons() %}
    cast(by_{{ reason }} as bigint) as by_{{ reason }},
    {%- endfor %}
    cast(definitions_changed as bigint) as definitions_changed,
    cast(rows_written as bigint) as rows_written,
    seconds
from {{ ref('releases') }}
{%- endmacro -%}
