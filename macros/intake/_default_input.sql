{#-
    A model or seed of the input that comes with the project, by what it has (customers, events or lists): none where
    users name their own relations, or where no such input comes with it.
-#}
{%- macro _default_input(part) -%}
    {{- return((var('default_input', none) or {}).get(part) if var('customers_relation') is none else none) -}}
{%- endmacro -%}
