{#-
    Counts rows of the input by loaded_at, given as the column stamp: {'unstamped': rows without it, 'behind': [rows
    before each instant], 'at': [rows at each instant]}. The rows behind are all rows less the others: DuckDB's storage
    can count all rows, and the new ones, without reading the rest. One query counts for all instants, because
    PostgreSQL must read the rows.
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
