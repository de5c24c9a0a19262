{#- The sum of an event's column: a number, 0 if there is nothing to add. -#}
{%- macro total(event, column, where=none, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('total',
        ['event', 'column', 'where', 'within_days', 'within_hours', 'between_days', 'since'], kwargs, varargs) -%}
    {{- _event_feature('total', 'sum', event, column, where,
        _window('total', within_days, within_hours, between_days, since)) -}}
{%- endmacro -%}
