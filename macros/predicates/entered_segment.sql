{#-
    Whether a customer entered a segment in the last N days, by the published history up to the last release: a boolean.
-#}
{%- macro entered_segment(name, within_days=none) -%}
    {%- do _check_arguments('entered_segment', ['name', 'within_days'], kwargs, varargs) -%}
    {{- _past_membership('entered_segment', 'entered', name, within_days) -}}
{%- endmacro -%}
