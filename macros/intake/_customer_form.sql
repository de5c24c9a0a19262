{#- What kind of id the customers have: number, text or uuid; text where they aren't there yet. -#}
{%- macro _customer_form() -%}
    {%- set staging = _earlier_relation('stg_complete_journey__customers') if var('customers_relation') is none else none -%}
    {%- set input = staging if var('customers_relation') is none else _core_input('customers_relation', none) -%}
    {%- set taken = _taken_customers(input) if execute and input else {} -%}
    {{- return(taken.customer_id.form if taken else 'text') -}}
{%- endmacro -%}
