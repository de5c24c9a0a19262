{#-
    The order in which a table that is read part by part is best written, as the end of a select; nothing where order
    doesn't speed reading.
-#}
{%- macro kept_in_order_by(column) -%}
    {{- return(adapter.dispatch('kept_in_order_by', 'warehouse_segments')(column)) -}}
{%- endmacro -%}

{%- macro default__kept_in_order_by(column) -%}
    {{- return('order by ' ~ column) -}}
{%- endmacro -%}

{#- It reads all rows whatever their order, and sorting them takes longer than reading them. -#}
{%- macro postgres__kept_in_order_by(column) -%}
    {{- return('') -}}
{%- endmacro -%}
