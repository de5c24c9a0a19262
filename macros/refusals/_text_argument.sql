{#- A text that is neither missing nor blank, or a sentence that says what was received. -#}
{%- macro _text_argument(predicate, argument, value) -%}
    {%- if value is undefined or value is none -%}
        {%- do _refuse(predicate ~ '(): ' ~ argument ~ ' is missing; it is a name in quotes') -%}
    {%- elif value is not string or not value | trim -%}
        {%- do _refuse(predicate ~ '(): ' ~ argument ~ '=' ~ value ~ ' is no name in quotes') -%}
    {%- endif -%}
    {{- return(value) -}}
{%- endmacro -%}
