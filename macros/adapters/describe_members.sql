{#- Statements that give the columns of a segment's relation the descriptions of segment_members' columns. -#}
{%- macro describe_members() -%}
    {{- return(adapter.dispatch('describe_members', 'warehouse_segments')()) -}}
{%- endmacro -%}

{%- macro default__describe_members() -%}
    {%- set described = graph.nodes['model.' ~ project_name ~ '.segment_members'].columns if execute else {} -%}
    {%- for name in described if name in ['customer_id', 'entered_at'] %}
    comment on column {{ this }}.{{ name }} is {{ _quote(described[name].description) }};
    {%- endfor -%}
{%- endmacro -%}
