{#-
    The name of a schema or a group role with the prefix that keeps several projects in one database apart. Python reads
    the same variable (orchestration/project/prefix.py).
-#}
{%- macro _prefixed(name) -%}
    {{- return(env_var('SEGMENTS_SCHEMA_PREFIX', '') ~ name) -}}
{%- endmacro -%}
