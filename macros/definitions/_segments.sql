{#-
    All segments of the project, each after those it depends on: [{name, file, family, rule, features, below (the
    segments it uses), level, node}], from what the models registered while dbt parsed. A rule of an exclusive group
    gives way to the group's higher priorities.
-#}
{%- macro _segments() -%}
    {%- set found, groups = {}, {} -%}
    {%- for node in ((graph.nodes or {}).values() if execute else []) if node.resource_type == 'model'
        and node.config.meta.get('rule') -%}
        {%- set meta = node.config.meta -%}
        {%- do found.update({node.name: {
            'name': node.name, 'file': node.original_file_path, 'family': node.path.split('/')[1:-1] | last,
            'rule': meta.rule, 'features': meta.features,
            'priority': meta.get('priority'), 'group': meta.get('priority_group'), 'node': node,
            'below': meta.features.values() | selectattr('kind', 'equalto', 'segment')
                | map(attribute='segment') | list,
        }}) -%}
    {%- endfor -%}
    {%- for segment in found.values() if segment.group -%}
        {%- do groups.setdefault(segment.group, []).append(segment) -%}
    {%- endfor -%}
    {%- for members in groups.values() -%}{%- do _rank_group(members | sort(attribute='name')) -%}{%- endfor -%}
    {{- return(_by_level(found)) -}}
{%- endmacro -%}
