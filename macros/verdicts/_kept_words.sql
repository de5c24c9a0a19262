{#- The relation of kept words if its columns are those of the words, no more and no fewer, else none: then it is built anew. -#}
{%- macro _kept_words(relation, words) -%}
    {%- if not relation -%}{{- return(none) -}}{%- endif -%}
    {%- set names = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
    {{- return(relation if 'members_' ~ words | last in names and 'members_' ~ words | length not in names else none) -}}
{%- endmacro -%}
