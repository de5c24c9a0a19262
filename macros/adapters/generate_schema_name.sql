{#- Schemas as named in dbt_project.yml, without a prefix; a hidden segment's relation goes to schema hidden. -#}
{%- macro generate_schema_name(custom_schema_name, node) -%}
    {%- if node.resource_type == 'model' and 'segments' in node.fqn and node.config.access == 'private' -%}
        hidden
    {%- else -%}
        {{- (custom_schema_name or target.schema) | trim -}}
    {%- endif -%}
{%- endmacro -%}
