{#-
    Whether a customer did one thing and then didn't do the other in time: a boolean, false while there is time left.
-#}
{%- macro did_then_not(event, other, where=none, other_where=none, within_days=none, within_hours=none,
    between_days=none, since=none) -%}
    {%- do _check_arguments('did_then_not',
        ['event', 'other', 'where', 'other_where', 'within_days', 'within_hours', 'between_days', 'since'],
        kwargs, varargs) -%}
    {%- set patience = _window('did_then_not', within_days, within_hours) -%}
    {%- if patience.label == 'ever' -%}
        {%- do _refuse('did_then_not(): give within_days or within_hours, the time in which the other should have'
            ~ ' followed') -%}
    {%- endif -%}
    {%- set window = _window('did_then_not', between_days=between_days, since=since) -%}
    {%- set definition = {'predicate': 'did_then_not', 'kind': 'then_not', 'patience': patience, 'window': window,
        'first': _step('did_then_not', 'event', {'event': event, 'where': where}),
        'other': _step('did_then_not', 'other', {'event': other, 'where': other_where})} -%}
    {{- _feature(['then_not', tojson([definition.first, definition.other]), patience.label, window.label],
        definition) -}}
{%- endmacro -%}
