{#-
    Turns off nested-loop joins for the rest of the transaction, because the planner's row estimates of another owner's
    tables can be outdated. Empty for engines that don't depend on such estimates.
-#}
{%- macro joined_by_hash() -%}
    {{- return(adapter.dispatch('joined_by_hash', 'warehouse_segments')()) -}}
{%- endmacro -%}

{%- macro default__joined_by_hash() -%}
    {{- return('') -}}
{%- endmacro -%}

{%- macro postgres__joined_by_hash() -%}
    {{- return('set local enable_nestloop = off') -}}
{%- endmacro -%}
