{#-
    The relation of an input that nobody has to have, such as contacts_relation: the user's own, from the variable, or a
    model of the input that comes with the project; none where there is neither.
-#}
{%- macro _optional_input(variable) -%}
    {%- if var(variable, none) is not none -%}{{- return(_named_relation(variable)) -}}{%- endif -%}
    {%- set model = _default_input(variable.removesuffix('_relation')) -%}
    {{- return(ref(model) if model else none) -}}
{%- endmacro -%}
