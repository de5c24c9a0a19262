{#- standing_features with the names that rules know: the relation itself where its columns have them. -#}
{%- macro _standing_relation(segments) -%}
    {%- set relation, names = ref('standing_features'), _standing_names(segments) -%}
    {%- if names.keys() | list == names.values() | list -%}{{- return(relation) -}}{%- endif -%}
    {%- set columns = ['customer_id'] -%}
    {%- for name, column in names.items() -%}{%- do columns.append(column ~ ' as ' ~ name) -%}{%- endfor -%}
    {{- return('(select ' ~ columns | join(', ') ~ ' from ' ~ relation ~ ')') -}}
{%- endmacro -%}
