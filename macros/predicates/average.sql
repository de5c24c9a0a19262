{#- The mean of an event's column over the events that have it: a number, null if none has it. -#}
{%- macro average(event, column, where=none, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('average',
        ['event', 'column', 'where', 'within_days', 'within_hours', 'between_days', 'since'], kwargs, varargs) -%}
    {{- _event_feature('average', 'avg', event, column, where,
        _window('average', within_days, within_hours, between_days, since)) -}}
{%- endmacro -%}
