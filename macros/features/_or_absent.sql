{#- What a customer without a row gets: zero of a count or a sum, false of a yes or no, null of the rest. -#}
{%- macro _or_absent(answer, kind) -%}
    {%- if kind in ['count', 'sum', 'distinct'] -%}
        {{- return('coalesce(' ~ answer ~ ', 0)') -}}
    {%- elif kind in ['in_order', 'then_not', 'list', 'was_in', 'entered', 'segment'] -%}
        {{- return('coalesce(' ~ answer ~ ', false)') -}}
    {%- endif -%}
    {{- return(answer) -}}
{%- endmacro -%}
