{#-
    Whether a customer is in another segment in this same refresh: a boolean, false if that segment's rule is unknown.
-#}
{%- macro in_segment(name) -%}
    {%- do _check_arguments('in_segment', ['name'], kwargs, varargs) -%}
    {%- if _text_argument('in_segment', 'name', name) == model.name -%}
        {%- do _refuse("in_segment(): '" ~ name ~ "' is this segment itself") -%}
    {%- endif -%}
    {#- The reference gives dbt the lineage, its own check of hidden segments, and an input for unit tests. -#}
    {%- do ref(name) -%}
    {{- 'coalesce(' ~ _feature(['segment', name], {'predicate': 'in_segment', 'kind': 'segment', 'segment': name})
        ~ ', false)' -}}
{%- endmacro -%}
