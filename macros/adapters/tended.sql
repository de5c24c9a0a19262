{#-
    The statement that makes the engine tidy up after a table that every refresh changes, in time; empty where nothing
    piles up.
-#}
{%- macro tended(relation) -%}
    {{- return(adapter.dispatch('tended', 'warehouse_segments')(relation)) -}}
{%- endmacro -%}

{%- macro default__tended(relation) -%}
    {{- return('') -}}
{%- endmacro -%}

{#-
    What a refresh changes is little of a big table: by the server's own shares (a fifth) it would wait for weeks,
    and meanwhile new rows wouldn't be known to the index by blocks, and counting couldn't skip the rows.
-#}
{%- macro postgres__tended(relation) -%}
    {{- return('alter table ' ~ relation ~ ' set (autovacuum_vacuum_scale_factor = 0.02, '
        ~ 'autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);') -}}
{%- endmacro -%}
