{#-
    Whether a column of an input can hold a value twice, as far as the engine can tell faster than by grouping. column:
    see _input_columns.
-#}
{%- macro may_repeat(input, column) -%}
    {{- return(adapter.dispatch('may_repeat', 'warehouse_segments')(input, column)) -}}
{%- endmacro -%}

{%- macro default__may_repeat(input, column) -%}
    {{- return(true) -}}
{%- endmacro -%}

{#- One bit for each whole number of a dense range takes a twentieth of the time of grouping. -#}
{%- macro duckdb__may_repeat(input, column) -%}
    {%- if column.kind != 'whole' or column.type in ['hugeint', 'uhugeint', 'ubigint'] -%}
        {{- return(true) -}}
    {%- endif -%}
    {%- set counted = run_query('select count(' ~ column.source ~ '), min(' ~ column.source ~ '), max(' ~ column.source
        ~ ') from ' ~ input).rows[0] | map('int') | list -%}
    {%- if not counted[0] or counted[2] - counted[1] >= [4 * counted[0], 1000000000] | min -%}
        {{- return(true) -}}
    {%- endif -%}
    {%- set distinct = run_query('select bit_count(bitstring_agg(' ~ column.source ~ ', ' ~ counted[1] ~ ', '
        ~ counted[2] ~ ')) from ' ~ input).rows[0][0] | int -%}
    {{- return(distinct < counted[0]) -}}
{%- endmacro -%}
