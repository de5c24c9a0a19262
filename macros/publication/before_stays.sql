{#- The statement that prepares the transaction that writes the history; empty if the engine needs none. -#}
{%- macro before_stays() -%}
    {{- return(adapter.dispatch('before_stays', 'warehouse_segments')()) -}}
{%- endmacro -%}

{%- macro default__before_stays() -%}
    {{- return('') -}}
{%- endmacro -%}

{#-
    If a clock went back, a full join compares history itself with the candidates. PostgreSQL estimates one row of
    differences, whatever their number, and would look each of them up among all the others.
-#}
{%- macro postgres__before_stays() -%}
    {{- return('' if _clock_goes_on() else 'set local enable_nestloop = off') -}}
{%- endmacro -%}
