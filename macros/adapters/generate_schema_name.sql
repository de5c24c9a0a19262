{#- Schemas as named in dbt_project.yml, with the prefix. A hidden segment's relation goes to the schema hidden. -#}
{%- macro generate_schema_name(custom_schema_name, node) -%}
    {%- if node.resource_type == 'model' and 'segments' in node.fqn and node.config.access == 'private' -%}
        {{- _prefixed('hidden') -}}
    {%- else -%}
        {{- _prefixed(custom_schema_name | trim) if custom_schema_name else target.schema -}}
    {%- endif -%}
{%- endmacro -%}
