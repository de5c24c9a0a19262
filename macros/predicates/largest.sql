{#- The largest value of an event's column, null if no event has one. -#}
{%- macro largest(event, column, where=none, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('largest',
        ['event', 'column', 'where', 'within_days', 'within_hours', 'between_days', 'since'], kwargs, varargs) -%}
    {{- _event_feature('largest', 'max', event, column, where,
        _window('largest', within_days, within_hours, between_days, since)) -}}
{%- endmacro -%}
