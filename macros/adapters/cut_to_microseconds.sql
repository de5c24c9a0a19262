{#-
    A nanosecond timestamp as one of microseconds. It is never rounded up, because the next day would begin too early.
-#}
{%- macro cut_to_microseconds(column) -%}
    {{- return(adapter.dispatch('cut_to_microseconds', 'warehouse_segments')(column)) -}}
{%- endmacro -%}

{%- macro default__cut_to_microseconds(column) -%}
    {{- return('cast(' ~ column ~ ' as timestamp)') -}}
{%- endmacro -%}

{%- macro duckdb__cut_to_microseconds(column) -%}
    {#- DuckDB's division rounds toward zero, which is later for times before 1970. -#}
    {{- return('make_timestamp((epoch_ns(' ~ column ~ ') - ((epoch_ns(' ~ column
        ~ ') % 1000) + 1000) % 1000) // 1000)') -}}
{%- endmacro -%}
