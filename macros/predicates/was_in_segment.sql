{#-
    Whether a customer was in a segment at any time of the last N days, by the published history up to the last release:
    a boolean.
-#}
{%- macro was_in_segment(name, within_days=none) -%}
    {%- do _check_arguments('was_in_segment', ['name', 'within_days'], kwargs, varargs) -%}
    {{- _past_membership('was_in_segment', 'was_in', name, within_days) -}}
{%- endmacro -%}
