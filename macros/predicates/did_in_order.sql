{#- Whether a customer did the steps in this order, each later than the one before, all in one window: a boolean. -#}
{%- macro did_in_order(steps, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('did_in_order', ['steps', 'within_days', 'within_hours', 'between_days', 'since'], kwargs,
        varargs) -%}
    {%- set window = _window('did_in_order', within_days, within_hours, between_days, since) -%}
    {%- if steps is string or steps is mapping or steps is not sequence or steps | length < 2 -%}
        {%- do _refuse('did_in_order(): steps=' ~ steps
            ~ " is not a list of two or more steps, such as ['mailing', 'order']") -%}
    {%- endif -%}
    {%- set checked = [] -%}
    {%- for step in steps -%}
        {%- do checked.append(_step('did_in_order', 'steps', step)) -%}
    {%- endfor -%}
    {{- _feature(['in_order', tojson(checked), window.label],
        {'predicate': 'did_in_order', 'kind': 'in_order', 'steps': checked, 'window': window}) -}}
{%- endmacro -%}
