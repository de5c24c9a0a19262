{#-
    Turns off parallel queries for the rest of the transaction, where each process would repeat most of the work. Empty
    for engines whose processes share it.
-#}
{%- macro in_one_process() -%}
    {{- return(adapter.dispatch('in_one_process', 'warehouse_segments')()) -}}
{%- endmacro -%}

{%- macro default__in_one_process() -%}
    {{- return('') -}}
{%- endmacro -%}

{%- macro postgres__in_one_process() -%}
    {{- return('set local max_parallel_workers_per_gather = 0') -}}
{%- endmacro -%}
