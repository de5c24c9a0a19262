{#- The releases, oldest first by release_id: one row each. -#}
{%- macro published_releases() -%}
select
    release_id, as_of, started_at, published_at, status, git_sha,
    cast(segments_published as bigint) as segments_published,
    cast(segments_held as bigint) as segments_held,
    cast(events_seen as bigint) as events_seen,
    cast(customers_recomputed as bigint) as customers_recomputed,
    mode, full_reason
    {%- for column in ['events_read', 'by_events', 'by_traits', 'by_lists', 'by_clock', 'by_expiry', 'by_history', 'definitions_changed', 'rows_written'] %},
    cast({{ column }} as bigint) as {{ column }}
    {%- endfor %},
    seconds
from {{ ref('releases') }}
{%- endmacro -%}
