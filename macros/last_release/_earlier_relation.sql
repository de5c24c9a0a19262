{#-
    A model's relation as earlier refreshes left it, or none where there is none yet: what a refresh finds
    of the one before, or of a later step, which no ref can say without a circle.
-#}
{%- macro _earlier_relation(name) -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' and node.name == name -%}
        {{- return(adapter.get_relation(node.database, node.schema, node.alias)) -}}
    {%- endfor -%}
    {{- return(none) -}}
{%- endmacro -%}
