{#-
    A step of a sequence, given as an event's name or as {'event': name, 'where': condition}. Returns the second form.
-#}
{%- macro _step(predicate, argument, step) -%}
    {%- if step is not mapping -%}
        {{- return({'event': _text_argument(predicate, argument, step), 'where': none}) -}}
    {%- endif -%}
    {%- for key in step if key not in ['event', 'where'] -%}
        {%- do _refuse(predicate ~ '(): ' ~ argument ~ " has unknown key '" ~ key ~ "'"
            ~ _nearest(key, ['event', 'where'])) -%}
    {%- endfor -%}
    {%- set where = step.get('where') -%}
    {{- return({
        'event': _text_argument(predicate, argument, step.get('event')),
        'where': _condition(predicate ~ '(): where', where) if where is not none else none,
    }) -}}
{%- endmacro -%}
