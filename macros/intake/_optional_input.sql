{#-
    The relation of an optional input, such as contacts_relation: the user's own, named by the variable, or a model of
    the project's default input; none if there is neither.
-#}
{%- macro _optional_input(variable) -%}
    {%- if var(variable, none) is not none -%}{{- return(_named_relation(variable)) -}}{%- endif -%}
    {%- set model = _default_input(variable.removesuffix('_relation')) -%}
    {{- return(ref(model) if model else none) -}}
{%- endmacro -%}
