{#- Whether a customer is on an imported list at the clock: added by then, or without a date. -#}
{%- macro in_list(name) -%}
    {%- do _check_arguments('in_list', ['name'], kwargs, varargs) -%}
    {{- _feature(['list', _text_argument('in_list', 'name', name)],
        {'predicate': 'in_list', 'kind': 'list', 'list': name}) -}}
{%- endmacro -%}
