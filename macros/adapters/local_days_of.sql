{#-
    The calendar days of a whole table's timestamps in the variable `time_zone`, as local_day gives them, for an input's
    column (see _taken_events). An engine with slow time-zone functions compares with the zone's changes instead.
-#}
{%- macro local_days_of(column) -%}
    {{- return(adapter.dispatch('local_days_of', 'warehouse_segments')(column)) -}}
{%- endmacro -%}

{%- macro default__local_days_of(column) -%}
    {{- return(local_day(column.sql)) -}}
{%- endmacro -%}

{%- macro duckdb__local_days_of(column) -%}
    {%- set changes = _changes_of_zone() if column.kind in ['moment', 'zoned'] else [] -%}
    {%- if not changes -%}{{- return(default__local_days_of(column)) -}}{%- endif -%}
    {%- set source = column.source if column.kind == 'zoned' else column.sql -%}
    {%- set written = ("timestamptz '", "+00'") if column.kind == 'zoned' else ("timestamp '", "'") -%}
    {%- set first, end = written | join('1973-01-01 00:00:00'), written | join('2037-12-31 00:00:00') -%}
    {%- set shifted = 'make_timestamp(epoch_us(' ~ source ~ ') + ' ~ _shift_at(changes, source, written) ~ ')' -%}
    {{- return('case when ' ~ source ~ ' >= ' ~ first ~ ' and ' ~ source ~ ' < ' ~ end
        ~ ' then cast(' ~ shifted ~ ' as date) else ' ~ local_day(column.sql) ~ ' end') -}}
{%- endmacro -%}

{#-
    The microseconds that a zone is ahead of UTC, by binary search among its changes: about eight comparisons for some
    140.
-#}
{%- macro _shift_at(changes, source, written) -%}
    {%- if changes | length == 1 -%}{{- return('(' ~ changes[0][1] ~ ')') -}}{%- endif -%}
    {%- set middle = (changes | length) // 2 -%}
    {{- return('case when ' ~ source ~ ' < ' ~ written | join(changes[middle][0] | string)
        ~ ' then ' ~ _shift_at(changes[:middle], source, written)
        ~ ' else ' ~ _shift_at(changes[middle:], source, written) ~ ' end') -}}
{%- endmacro -%}

{#-
    From when on the zone is ahead of UTC by how many microseconds, oldest first, as the engine itself has it; empty
    while dbt parses. First compares days, then minutes: since 1973 no zone has changed within a minute.
-#}
{%- macro _changes_of_zone() -%}
    {%- if not execute -%}{{- return([]) -}}{%- endif -%}
    {%- set ahead = "timezone('" ~ var('time_zone') ~ "', timezone('UTC', instant)) - instant" -%}
    {{- return(run_query("
        with days as (
            select instant, " ~ ahead ~ " as shift
            from (
                select
                    unnest(generate_series(timestamp '1973-01-01', timestamp '2037-12-31', interval '1' day)) as instant
            ) as days
        ),

        compared as (
            select
                instant,
                shift,
                lag(instant) over (order by instant) as day_before,
                lag(shift) over (order by instant) as shift_before
            from days
        ),

        minutes as (
            select unnest(generate_series(day_before, instant, interval '1' minute)) as instant
            from compared
            where shift <> shift_before
        ),

        instants as (
            select instant, shift from days
            union
            select instant, " ~ ahead ~ " as shift from minutes
        )

        select instant, cast(epoch(shift) * 1000000 as bigint) as shift
        from (select instant, shift, lag(shift) over (order by instant) as shift_before from instants) as ordered
        where shift is distinct from shift_before
        order by instant
    ").rows | map('list') | list) -}}
{%- endmacro -%}
