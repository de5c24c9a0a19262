{#- The statement that lets the engine count what a new table holds before it is joined; empty where it knows. -#}
{%- macro statistics_of(relation) -%}
    {{- return(adapter.dispatch('statistics_of', 'warehouse_segments')(relation)) -}}
{%- endmacro -%}

{%- macro default__statistics_of(relation) -%}
    {{- return('') -}}
{%- endmacro -%}

{%- macro postgres__statistics_of(relation) -%}
    {{- return('analyze ' ~ relation ~ ';') -}}
{%- endmacro -%}
