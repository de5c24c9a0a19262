{#-
    The name of a schema or a group role with what several projects in one database tell theirs apart by. Python reads
    the same variable (orchestration/project/prefix.py).
-#}
{%- macro _prefixed(name) -%}
    {{- return(env_var('SEGMENTS_SCHEMA_PREFIX', '') ~ name) -}}
{%- endmacro -%}
