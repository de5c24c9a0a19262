{#- A customer's tenth by a number, 1 (highest) to 10. customer_id decides ties; a null number has no decile. -#}
{%- macro decile_of(number, by=none) -%}
    {%- do _check_arguments('decile_of', ['number', 'by'], kwargs, varargs) -%}
    {{- _rank('decile_of', 'decile', number, by) -}}
{%- endmacro -%}
