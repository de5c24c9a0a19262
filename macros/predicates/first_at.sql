{#- When a customer first did something: a UTC timestamp, null for never. -#}
{%- macro first_at(event, where=none, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('first_at', ['event', 'where', 'within_days', 'within_hours', 'between_days', 'since'],
        kwargs, varargs) -%}
    {{- _event_feature('first_at', 'first', event, none, where,
        _window('first_at', within_days, within_hours, between_days, since)) -}}
{%- endmacro -%}
