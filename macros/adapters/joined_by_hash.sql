{#-
    The statement that keeps the engine, for the rest of a transaction, from looking rows up one by one where it takes
    many for few: what it believes of somebody else's table may be long out of date. Empty where it doesn't guess so.
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
