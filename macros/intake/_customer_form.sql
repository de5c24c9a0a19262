{#- The kind of the customers' ids: number, text or uuid. It is text if there are no customers yet. -#}
{%- macro _customer_form() -%}
    {%- set staging = _default_input('customers') -%}
    {%- set input = _earlier_relation(staging) if staging else _core_input('customers_relation') -%}
    {%- set taken = _taken_customers(input) if execute and input else {} -%}
    {{- return(taken.customer_id.form if taken else 'text') -}}
{%- endmacro -%}
