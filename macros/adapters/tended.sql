{#-
    The statement that makes the engine clean up in time after changes to a table that every refresh changes; empty if
    the engine needs no cleanup.
-#}
{%- macro tended(relation) -%}
    {{- return(adapter.dispatch('tended', 'warehouse_segments')(relation)) -}}
{%- endmacro -%}

{%- macro default__tended(relation) -%}
    {{- return('') -}}
{%- endmacro -%}

{#-
    A refresh changes little of a big table. With the server's default share (a fifth), cleanup would wait for weeks.
    Meanwhile the block-range index wouldn't know new rows, and counting couldn't skip rows.
-#}
{%- macro postgres__tended(relation) -%}
    {{- return('alter table ' ~ relation ~ ' set (autovacuum_vacuum_scale_factor = 0.02, '
        ~ 'autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);') -}}
{%- endmacro -%}
