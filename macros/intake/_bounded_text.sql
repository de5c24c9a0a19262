{#-
    A text as core keeps it: {'sql', 'faults'}. Texts of more than at_most characters are faults: they can't be names or
    ids, and take space in tables and indexes.
-#}
{%- macro _bounded_text(column, at_most) -%}
    {%- set text = _taken_text(column) -%}
    {{- return({'sql': 'case when length(' ~ text ~ ') <= ' ~ at_most ~ ' then ' ~ text ~ ' end',
        'faults': [('length(' ~ text ~ ') > ' ~ at_most, 'is longer than ' ~ at_most ~ ' characters')]}) -}}
{%- endmacro -%}
