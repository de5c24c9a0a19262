{#- The smallest value of an event's column, null if no event has one. -#}
{%- macro smallest(event, column, where=none, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('smallest',
        ['event', 'column', 'where', 'within_days', 'within_hours', 'between_days', 'since'], kwargs, varargs) -%}
    {{- _event_feature('smallest', 'min', event, column, where,
        _window('smallest', within_days, within_hours, between_days, since)) -}}
{%- endmacro -%}
