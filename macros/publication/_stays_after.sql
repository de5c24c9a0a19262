{#- The rows that a release writes to segment_stays: what it supersedes, and what it now believes. -#}
{%- macro _stays_after(adjoining, lost, gained) -%}
{%- for superseded in [adjoining, lost] %}
select segment, customer_id, entered_at, exited_at, recorded_release, release_id as superseded_release
from {{ superseded }}
union all
{%- endfor %}
select segment, customer_id, entered_at, clock_at as exited_at, release_id as recorded_release, cast(null as bigint) as superseded_release
from {{ lost }}
where entered_at < clock_at
union all
select segment, customer_id, next_at, exited_at, release_id, cast(null as bigint)
from {{ lost }}
where next_at is not null and (exited_at is null or exited_at > next_at)
union all
select
    gained.segment,
    gained.customer_id,
    coalesce(earlier.entered_at, gained.clock_at),
    case when later.customer_id is null then gained.next_at else later.exited_at end,
    gained.release_id,
    cast(null as bigint)
from {{ gained }} as gained
left join {{ adjoining }} as earlier
    on gained.segment = earlier.segment and gained.customer_id = earlier.customer_id and earlier.exited_at = gained.clock_at
left join {{ adjoining }} as later
    on gained.segment = later.segment and gained.customer_id = later.customer_id and later.entered_at = gained.next_at
{%- endmacro -%}
