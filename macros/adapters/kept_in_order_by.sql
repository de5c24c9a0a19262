{#-
    The best row order for a table that is read part by part, as the end of a select; empty if order doesn't speed up
    reading.
-#}
{%- macro kept_in_order_by(column) -%}
    {{- return(adapter.dispatch('kept_in_order_by', 'warehouse_segments')(column)) -}}
{%- endmacro -%}

{%- macro default__kept_in_order_by(column) -%}
    {{- return('order by ' ~ column) -}}
{%- endmacro -%}

{#- PostgreSQL reads all rows in any order, and sorting them takes longer than reading them. -#}
{%- macro postgres__kept_in_order_by(column) -%}
    {{- return('') -}}
{%- endmacro -%}
