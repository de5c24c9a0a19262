{#-
    The model or seed of the project's default input for customers, events or lists. None if users name their own
    relations or there is no default input.
-#}
{%- macro _default_input(part) -%}
    {{- return((var('default_input', none) or {}).get(part) if var('customers_relation') is none else none) -}}
{%- endmacro -%}
