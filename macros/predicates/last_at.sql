{#- When a customer last did something: a UTC timestamp, null for never. -#}
{%- macro last_at(event, where=none, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('last_at', ['event', 'where', 'within_days', 'within_hours', 'between_days', 'since'],
        kwargs, varargs) -%}
    {{- _event_feature('last_at', 'last', event, none, where,
        _window('last_at', within_days, within_hours, between_days, since)) -}}
{%- endmacro -%}
