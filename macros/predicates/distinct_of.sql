{#- The number of different values of an event's column, 0 for none. -#}
{%- macro distinct_of(event, column, where=none, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('distinct_of',
        ['event', 'column', 'where', 'within_days', 'within_hours', 'between_days', 'since'], kwargs, varargs) -%}
    {{- _event_feature('distinct_of', 'distinct', event, column, where,
        _window('distinct_of', within_days, within_hours, between_days, since)) -}}
{%- endmacro -%}
