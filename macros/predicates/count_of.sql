{#- How many times a customer did something: a number, 0 for never. -#}
{%- macro count_of(event, where=none, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('count_of', ['event', 'where', 'within_days', 'within_hours', 'between_days', 'since'],
        kwargs, varargs) -%}
    {{- _event_feature('count_of', 'count', event, none, where,
        _window('count_of', within_days, within_hours, between_days, since)) -}}
{%- endmacro -%}
