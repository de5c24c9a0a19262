{#- What a customer without a row gets: what the kind of feature says, null of the rest. -#}
{%- macro _or_absent(answer, kind) -%}
    {%- set absent = _kinds()[kind].absent -%}
    {{- return('coalesce(' ~ answer ~ ', ' ~ absent ~ ')' if absent else answer) -}}
{%- endmacro -%}
