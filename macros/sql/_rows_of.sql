{#-
    The rows of a query over a relation that an earlier step makes: none of them while dbt parses, or where
    nothing has been made yet, as when models are only compiled to be linted.
-#}
{%- macro _rows_of(relation, query) -%}
    {%- if not execute or not relation or not adapter.get_relation(relation.database, relation.schema, relation.identifier) -%}
        {{- return([]) -}}
    {%- endif -%}
    {{- return(run_query(query).rows | list) -}}
{%- endmacro -%}
