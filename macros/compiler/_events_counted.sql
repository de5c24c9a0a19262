{#- One row: the input's rows loaded before an instant (a literal), at it, and without loaded_at. Each count is a filter that storage answers from its statistics. -#}
{%- macro _events_counted(input, instant) -%}
select
    (select count(*) from {{ input }} where loaded_at < {{ instant }}) as rows_behind,
    (select count(*) from {{ input }} where loaded_at = {{ instant }}) as rows_at,
    (select count(*) from {{ input }} where loaded_at is null) as rows_unstamped
{%- endmacro -%}
