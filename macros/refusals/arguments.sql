{#- A text that is neither missing nor blank; else refuses it and names what was received. -#}
{%- macro _text_argument(predicate, argument, value) -%}
    {%- if value is undefined or value is none -%}
        {%- do _refuse(predicate ~ '(): ' ~ argument ~ ' is missing; it is a name in quotes') -%}
    {%- elif value is not string or not value | trim -%}
        {%- do _refuse(predicate ~ '(): ' ~ argument ~ '=' ~ value ~ ' is not a name in quotes') -%}
    {%- endif -%}
    {{- return(value) -}}
{%- endmacro -%}

{#- A whole number of at least a minimum; else refuses it and names what was received. -#}
{%- macro _count_argument(predicate, argument, value, minimum) -%}
    {%- if value is boolean or value is not integer -%}
        {%- do _refuse(predicate ~ '(): ' ~ argument ~ '=' ~ value ~ ' is not a whole number') -%}
    {%- elif value < minimum -%}
        {%- do _refuse(predicate ~ '(): ' ~ argument ~ '=' ~ value ~ ' is below ' ~ minimum ~ ', the minimum') -%}
    {%- endif -%}
    {{- return(value) -}}
{%- endmacro -%}

{#- An ISO date as text; else refuses it and names what was received. -#}
{%- macro _iso_date(what, value, file=none) -%}
    {%- set text = value | string -%}
    {%- if not modules.re.fullmatch('\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])', text) -%}
        {%- do _refuse(what ~ "='" ~ text ~ "' is not a date; write it like '2017-03-01'", file) -%}
    {%- endif -%}
    {%- set month_days = [31, 29 if text[:4] | int % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] -%}
    {%- if text[8:] | int > month_days[text[5:7] | int - 1] -%}
        {%- do _refuse(what ~ "='" ~ text ~ "' is not a day of the calendar", file) -%}
    {%- endif -%}
    {{- return(text) -}}
{%- endmacro -%}
