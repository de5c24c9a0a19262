{#-
    History without the clocks that are taken back, as the CTEs up to believed: what was true before such a clock stays
    true until the next clock that stays. Follows the CTEs stood (the stays up to now), clocks and moved (see
    _moved_clocks). It is plain Jinja, because a rollback renders it without dbt.
-#}
{%- macro _told_again() -%}
moved_stays as (
    select
        stood.segment,
        stood.customer_id,
        case when entries.segment is null then stood.entered_at else entries.next_at end as entered_at,
        case when exits.segment is null then stood.exited_at else exits.next_at end as exited_at
    from stood
    left join moved as entries on stood.segment = entries.segment and stood.entered_at = entries.as_of
    left join moved as exits on stood.segment = exits.segment and stood.exited_at = exits.as_of
),

begun as (
    select
        *,
        case
            when entered_at = lag(exited_at) over (partition by segment, customer_id order by entered_at) then 0
            else 1
        end as begins
    from moved_stays
    where entered_at is not null and entered_at is distinct from exited_at
),

-- Joins a stay with one that begins where it ends.
placed as (
    select
        *,
        sum(begins) over (
            partition by segment, customer_id order by entered_at rows between unbounded preceding and current row
        ) as place
    from begun
),

joined as (
    select segment, customer_id, min(entered_at) as entered_at, case
        when count(exited_at) = count(*) then max(exited_at) end as exited_at
    from placed
    group by segment, customer_id, place
),

believed as (
    select
        joined.segment,
        joined.customer_id,
        joined.entered_at,
        joined.exited_at,
        coalesce(stood.recorded_release, clocks.release_id) as recorded_release
    from joined
    left join stood
        on
            joined.segment = stood.segment and joined.customer_id = stood.customer_id
            and joined.entered_at = stood.entered_at and joined.exited_at is not distinct from stood.exited_at
    left join clocks on joined.segment = clocks.segment
),
{%- endmacro -%}
