{#-
    The statement that prepares the transaction in which the history is written, where the engine needs one; elsewhere
    empty.
-#}
{%- macro before_stays() -%}
    {{- return(adapter.dispatch('before_stays', 'warehouse_segments')()) -}}
{%- endmacro -%}

{%- macro default__before_stays() -%}
    {{- return('') -}}
{%- endmacro -%}

{#-
    Where a clock went back, history itself is compared with the candidates by a full join. Its differences are taken
    for one row, whatever their number, and each of them would be looked up among all the others.
-#}
{%- macro postgres__before_stays() -%}
    {{- return('' if _clock_goes_on() else 'set local enable_nestloop = off') -}}
{%- endmacro -%}
