{#- The feature's value, or for customers without a row the kind's absent value, which can be null. -#}
{%- macro _or_absent(answer, kind) -%}
    {%- set absent = _kinds()[kind].absent -%}
    {{- return('coalesce(' ~ answer ~ ', ' ~ absent ~ ')' if absent else answer) -}}
{%- endmacro -%}
