{#-
    A relation between the sources and core that several steps of each refresh read: a view, or a table if the engine
    would take long to compute it for each step.
-#}
{%- materialization staged, default -%}
    {{- return(dbt.materialization_view_default()) -}}
{%- endmaterialization -%}
