{#-
    A text of at most so many characters, as core keeps it: {'sql', 'faults'}. A longer text can't be a name or an id,
    and takes space in tables and indexes.
-#}
{%- macro _bounded_text(column, at_most) -%}
    {%- set text = _taken_text(column) -%}
    {{- return({'sql': 'case when length(' ~ text ~ ') <= ' ~ at_most ~ ' then ' ~ text ~ ' end',
        'faults': [('length(' ~ text ~ ') > ' ~ at_most, 'is longer than ' ~ at_most ~ ' characters')]}) -}}
{%- endmacro -%}
