{#-
    The rest of a query after the CTEs clocks (see _observed_clocks()) and written (segment, rows_written): entries and
    exits at each of these clocks against the clock before it, by the stays that are believed now. since: the first
    release that can have recorded such a stay, if known. moves: whether clocks are taken back (the CTE moved), so that
    the clocks after them are counted again. It is plain Jinja, because a rollback renders it without dbt.
-#}
{%- macro _turnover(stays, since=none, moves=false) -%}
marked as (
    select segment, release_id, clock_at as as_of, true as is_own
    from clocks
    union all
    select segment, release_id, next_at, false
    from clocks
    where next_at is not null
    {%- if moves %}
    union
    select moved.segment, moved.release_id, moved.next_at, false
    from moved
    inner join clocks on moved.segment = clocks.segment
    where moved.next_at <> clocks.clock_at
    {%- endif %}
),

turns as (
    {%- for column, counts in {'entered_at': '1 as entered, 0 as exited', 'exited_at': '0, 1'}.items() %}
    {{ 'union all' if not loop.first }}
    select segment, {{ column }} as as_of, {{ counts }}
    from {{ stays }}
    where superseded_release is null and {{ column }} is not null{{ ' and recorded_release >= ' ~ since if since }}
    {%- endfor %}
)

select
    marked.release_id,
    marked.segment,
    marked.as_of,
    cast(coalesce(sum(turns.entered), 0) as bigint) as entered,
    cast(coalesce(sum(turns.exited), 0) as bigint) as exited,
    cast(coalesce(max(written.rows_written), 0) as bigint) as rows_written
from marked
left join turns on marked.segment = turns.segment and marked.as_of = turns.as_of
left join written on marked.segment = written.segment and marked.is_own
group by marked.release_id, marked.segment, marked.as_of
{%- endmacro -%}
