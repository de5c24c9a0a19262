{#- A customer's rank by a number, 1 (highest) down to 0. customer_id decides ties; a null number has no rank. -#}
{%- macro percentile_of(number, by=none) -%}
    {%- do _check_arguments('percentile_of', ['number', 'by'], kwargs, varargs) -%}
    {{- _rank('percentile_of', 'percentile', number, by) -}}
{%- endmacro -%}
