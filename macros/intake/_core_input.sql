{#-
    The relation that a core model reads: the user's own, from a variable, or the demonstration's staging
    model. Referenced statically in the model, as dbt wants: staging is the model's name.
-#}
{%- macro _core_input(variable, staging) -%}
    {%- set others = {'customers_relation': 'events_relation', 'events_relation': 'customers_relation'} -%}
    {%- if (var(variable) is none) != (var(others[variable]) is none) -%}
        {%- do _refuse('variables customers_relation and events_relation go together; ' ~ (others[variable] if var(variable) else variable)
            ~ ' is not set', 'dbt_project.yml') -%}
    {%- endif -%}
    {%- if var(variable) is none -%}{{- return(ref(staging)) -}}{%- endif -%}
    {%- set parts = (var(variable) | string).split('.') -%}
    {%- if not execute -%}{{- return(var(variable)) -}}{%- endif -%}
    {%- set found = adapter.get_relation(parts[-3] if parts | length > 2 else target.database, parts[-2] if parts | length > 1 else target.schema, parts[-1]) -%}
    {%- if found is none -%}
        {%- do _refuse(variable ~ "='" ~ var(variable) ~ "' is not a relation of this warehouse; write schema.table", 'dbt_project.yml') -%}
    {%- endif -%}
    {{- return(found) -}}
{%- endmacro -%}
