{#- One row: the input's rows loaded before an instant (a literal), at it, and without loaded_at. Those behind are what is left of all: storage counts all, and what is new, without reading the rest. -#}
{%- macro _events_counted(input, instant) -%}
select
    stored.rows_all - later.rows_later - unstamped.rows_unstamped as rows_behind,
    later.rows_at,
    unstamped.rows_unstamped
from (select count(*) as rows_all from {{ input }}) as stored
cross join (
    select
        count(*) as rows_later,
        coalesce(sum(case when loaded_at = {{ instant }} then 1 else 0 end), 0) as rows_at
    from {{ input }}
    where loaded_at >= {{ instant }}
) as later
cross join (select count(*) as rows_unstamped from {{ input }} where loaded_at is null) as unstamped
{%- endmacro -%}
