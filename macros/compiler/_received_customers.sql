{#- The rows of the customers input, as something to select from: all but those of erased customers. -#}
{%- macro _received_customers(input) -%}
    {%- set condition = _not_erased('customer_id') -%}
    {{- return('(select * from ' ~ input ~ ' where ' ~ condition ~ ')' if condition else input) -}}
{%- endmacro -%}
