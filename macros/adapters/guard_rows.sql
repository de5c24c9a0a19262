{#-
    Has the engine apply this view's own conditions before anything that a reader asks for: a function in the
    reader's query would otherwise see rows that the view leaves out.
-#}
{%- macro guard_rows() -%}
    {{- return(adapter.dispatch('guard_rows', 'warehouse_segments')()) -}}
{%- endmacro -%}

{%- macro default__guard_rows() -%}{%- endmacro -%}

{%- macro postgres__guard_rows() -%}
    alter view {{ this }} set (security_barrier = true)
{%- endmacro -%}
