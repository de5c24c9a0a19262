{#-
    The relation that a variable names, after checking that it exists in the warehouse. A variable without a value is
    refused, except while models are only compiled, as to be linted.
-#}
{%- macro _named_relation(variable) -%}
    {%- set relation = (var(variable) or variable) | string -%}
    {%- if relation.startswith('ref(') -%}
        {#- A model of the dbt project around this one. The command says which relation it makes. -#}
        {%- set relation = env_var('SEGMENTS_' ~ variable | upper, relation) -%}
    {%- endif -%}
    {%- if not execute -%}{{- return(relation) -}}{%- endif -%}
    {%- set parts = relation.split('.') -%}
    {%- set schema = parts[-2] if parts | length > 1 else target.schema -%}
    {#- The project's own relations have its prefix; other relations have the name that the variable gives. -#}
    {%- set made = graph.nodes.values() | selectattr('schema', 'equalto', _prefixed(schema))
        | selectattr('alias', 'equalto', parts[-1]) | list -%}
    {%- set found = adapter.get_relation(
        parts[-3] if parts | length > 2 else target.database, _prefixed(schema) if made else schema, parts[-1]
    ) -%}
    {%- if found is none -%}
        {%- if flags.WHICH == 'compile' -%}{{- return(api.Relation.create(identifier=relation)) -}}{%- endif -%}
        {%- do _refuse((variable ~ "='" ~ relation ~ "' is not a relation of this warehouse; write schema.table")
            if var(variable)
            else 'customers_relation and events_relation name nothing; name your customers and your events there,'
            ~ ' each as schema.table', 'dbt_project.yml') -%}
    {%- endif -%}
    {{- return(found) -}}
{%- endmacro -%}
