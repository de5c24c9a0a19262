{#-
    What stands between the sources and core, read by several steps of each refresh: a view, or a table where the
    engine would take long to work it out for each of them.
-#}
{%- materialization staged, default -%}
    {{- return(dbt.materialization_view_default()) -}}
{%- endmaterialization -%}
