{#- A whole number at or above a minimum, or a sentence that says what was received. -#}
{%- macro _count_argument(predicate, argument, value, minimum) -%}
    {%- if value is boolean or value is not integer -%}
        {%- do _refuse(predicate ~ '(): ' ~ argument ~ '=' ~ value ~ ' is no whole number') -%}
    {%- elif value < minimum -%}
        {%- do _refuse(predicate ~ '(): ' ~ argument ~ '=' ~ value ~ ' is below ' ~ minimum ~ ', the least that makes sense') -%}
    {%- endif -%}
    {{- return(value) -}}
{%- endmacro -%}
