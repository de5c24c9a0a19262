{#- The relation of kept words if it has a column for each of them, else none: then it is built anew. -#}
{%- macro _kept_words(relation, words) -%}
    {%- if not relation -%}{{- return(none) -}}{%- endif -%}
    {%- set names = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
    {{- return(relation if 'members_' ~ words | last in names else none) -}}
{%- endmacro -%}
