{#-
    A text of so many characters at most, as core holds it: {'sql', 'faults'}. A longer one is no name and no id, and
    costs room and indexes.
-#}
{%- macro _bounded_text(column, at_most) -%}
    {%- set text = _taken_text(column) -%}
    {{- return({'sql': 'case when length(' ~ text ~ ') <= ' ~ at_most ~ ' then ' ~ text ~ ' end',
        'faults': [('length(' ~ text ~ ') > ' ~ at_most, 'is longer than ' ~ at_most ~ ' characters')]}) -}}
{%- endmacro -%}
