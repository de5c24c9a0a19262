{#-
    A ledger relation of earlier releases, or none before the first: membership reads what later steps of
    the last refresh wrote, which no ref can say without a circle.
-#}
{%- macro _ledger_relation(name) -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' and node.name == name -%}
        {{- return(adapter.get_relation(node.database, node.schema, node.alias)) -}}
    {%- endfor -%}
    {{- return(none) -}}
{%- endmacro -%}
