{#-
    What a release writes to segment_stays: the stays that it supersedes and those that it now believes, as the CTEs and
    the query that follow these CTEs: believed (the stays up to now), clocks (segment, release_id, clock_at and the next
    observed clock, next_at), covering (the stays believed at the clock) and turned (who has entered or exited). It is
    plain Jinja, because a rollback renders it without dbt.
-#}
{%- macro _stays_after() -%}
gained as (
    select turned.segment, turned.customer_id, clocks.release_id, clocks.clock_at, clocks.next_at
    from turned
    inner join clocks on turned.segment = clocks.segment
    where turned.change = 'entered'
),

lost as (
    select covering.*
    from covering
    inner join turned on covering.segment = turned.segment and covering.customer_id = turned.customer_id
    where turned.change = 'exited'
),

-- Stays that a gained one continues (they ended at this clock) or leads into (they begin at the next one).
adjoining as (
    select believed.*, gained.release_id, gained.clock_at, gained.next_at
    from believed
    inner join gained
        on
            believed.segment = gained.segment and believed.customer_id = gained.customer_id
            and (believed.exited_at = gained.clock_at or believed.entered_at = gained.next_at)
)
{% for superseded in ['adjoining', 'lost'] %}
select segment, customer_id, entered_at, exited_at, recorded_release, release_id as superseded_release
from {{ superseded }}
-- Stays that this release itself recorded were never published, so nothing supersedes them.
where recorded_release < release_id
union all
{%- endfor %}
select segment, customer_id, entered_at, clock_at as exited_at, release_id as recorded_release,
    cast(null as bigint) as superseded_release
from lost
where entered_at < clock_at
union all
select segment, customer_id, next_at, exited_at, release_id, cast(null as bigint)
from lost
where next_at is not null and (exited_at is null or exited_at > next_at)
union all
select
    gained.segment,
    gained.customer_id,
    coalesce(earlier.entered_at, gained.clock_at),
    case when later.customer_id is null then gained.next_at else later.exited_at end,
    gained.release_id,
    cast(null as bigint)
from gained
left join adjoining as earlier
    on gained.segment = earlier.segment and gained.customer_id = earlier.customer_id
        and earlier.exited_at = gained.clock_at
left join adjoining as later
    on gained.segment = later.segment and gained.customer_id = later.customer_id and later.entered_at = gained.next_at
{%- endmacro -%}
