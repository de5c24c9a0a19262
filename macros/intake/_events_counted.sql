{#-
    How many rows of the input were loaded before each of some instants, how many at it, and how many have
    no loaded_at, given as the column stamp: {'unstamped': rows, 'behind': [rows an instant], 'at': [rows an instant]}.
    Those behind are what is left of all: DuckDB's storage counts all, and what is new, without reading the rest. All is
    counted once, for all instants, since PostgreSQL has to read for it.
-#}
{%- macro _events_counted(input, stamp, instants) -%}
    {%- set query -%}
select
    stored.rows_all,
    unstamped.rows_unstamped
    {%- for _ in instants %},
    later_{{ loop.index }}.rows_later,
    later_{{ loop.index }}.rows_at
    {%- endfor %}
from (select count(*) as rows_all from {{ input }}) as stored
cross join (select count(*) as rows_unstamped from {{ input }} where {{ stamp.source }} is null) as unstamped
{%- for instant in instants %}
cross join (
    select
        count(*) as rows_later,
        coalesce(sum(case when {{ stamp.sql }} = {{ _instant(instant) }} then 1 else 0 end), 0) as rows_at
    from {{ input }}
    where {{ _loaded_from(stamp, instant) }}
) as later_{{ loop.index }}
{%- endfor %}
    {%- endset -%}
    {%- set rows = run_query(query).rows[0] | map('int') | list -%}
    {%- set behind = [] -%}
    {%- for later in rows[2::2] -%}{%- do behind.append(rows[0] - rows[1] - later) -%}{%- endfor -%}
    {{- return({'unstamped': rows[1], 'behind': behind, 'at': rows[3::2]}) -}}
{%- endmacro -%}
