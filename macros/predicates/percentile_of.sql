{#- A customer's place by a number, 1 (highest) down to 0: ties go by customer_id, a null number has no place. -#}
{%- macro percentile_of(number, by=none) -%}
    {%- do _check_arguments('percentile_of', ['number', 'by'], kwargs, varargs) -%}
    {{- _rank('percentile_of', 'percentile', number, by) -}}
{%- endmacro -%}
