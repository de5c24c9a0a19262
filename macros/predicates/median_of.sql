{#- The median of an event's column over the events that have it: a number, null if none has it. -#}
{%- macro median_of(event, column, where=none, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('median_of',
        ['event', 'column', 'where', 'within_days', 'within_hours', 'between_days', 'since'], kwargs, varargs) -%}
    {{- _event_feature('median_of', 'median', event, column, where,
        _window('median_of', within_days, within_hours, between_days, since)) -}}
{%- endmacro -%}
