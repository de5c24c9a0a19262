{#-
    Calendar days from a trait's date to the clock's day: a whole number, negative for a future date, null without a
    date.
-#}
{%- macro days_since(trait) -%}
    {%- do _check_arguments('days_since', ['trait'], kwargs, varargs) -%}
    {%- if not modules.re.fullmatch('[A-Za-z_][A-Za-z0-9_]*', _text_argument('days_since', 'trait', trait)) -%}
        {%- do _refuse("days_since(): trait='" ~ trait ~ "' is not the name of a trait") -%}
    {%- endif -%}
    {{- _feature(['days_since', trait], {'predicate': 'days_since', 'kind': 'days_since', 'trait': trait}) -}}
{%- endmacro -%}
