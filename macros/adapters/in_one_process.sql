{#-
    The statement that keeps the engine, for the rest of a transaction, from giving a query to several processes, where
    each of them would do most of it again. Empty where they share their work.
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
