{#-
    The statement that computes the statistics of a new table before it is joined; empty if the engine has them anyway.
-#}
{%- macro statistics_of(relation) -%}
    {{- return(adapter.dispatch('statistics_of', 'warehouse_segments')(relation)) -}}
{%- endmacro -%}

{%- macro default__statistics_of(relation) -%}
    {{- return('') -}}
{%- endmacro -%}

{%- macro postgres__statistics_of(relation) -%}
    {{- return('analyze ' ~ relation ~ ';') -}}
{%- endmacro -%}
