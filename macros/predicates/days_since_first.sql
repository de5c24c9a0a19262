{#- Calendar days from the first time's day to the clock's day: a whole number, null for never. -#}
{%- macro days_since_first(event, where=none, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- do _check_arguments('days_since_first',
        ['event', 'where', 'within_days', 'within_hours', 'between_days', 'since'], kwargs, varargs) -%}
    {{- _event_feature('days_since_first', 'days_since_first', event, none, where,
        _window('days_since_first', within_days, within_hours, between_days, since)) -}}
{%- endmacro -%}
