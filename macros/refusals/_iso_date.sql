{#- An ISO date as text, or a sentence that says what was received. -#}
{%- macro _iso_date(what, value, file=none) -%}
    {%- set text = value | string -%}
    {%- if not modules.re.fullmatch('\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])', text) -%}
        {%- do _refuse(what ~ "='" ~ text ~ "' is no date such as '2017-03-01'", file) -%}
    {%- endif -%}
    {%- set month_days = [31, 29 if text[:4] | int % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] -%}
    {%- if text[8:] | int > month_days[text[5:7] | int - 1] -%}
        {%- do _refuse(what ~ "='" ~ text ~ "' is no day of the calendar", file) -%}
    {%- endif -%}
    {{- return(text) -}}
{%- endmacro -%}
