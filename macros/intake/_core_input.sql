{#-
    The relation that a core model reads: the user's own, named by a variable, or a model of the project's default
    input.
-#}
{%- macro _core_input(variable) -%}
    {%- set others = {'customers_relation': 'events_relation', 'events_relation': 'customers_relation'} -%}
    {%- if (var(variable) is none) != (var(others[variable]) is none) -%}
        {%- do _refuse('variables customers_relation and events_relation go together; '
            ~ (others[variable] if var(variable) else variable)
            ~ ' is not set', 'dbt_project.yml') -%}
    {%- endif -%}
    {%- set model = _default_input(variable.removesuffix('_relation')) -%}
    {{- return(ref(model) if model else _named_relation(variable)) -}}
{%- endmacro -%}
