{#- The table of the rules as people read them, which a refresh fills before it publishes. -#}
{%- macro create_told_rules() -%}
    {%- set text = dbt.type_string() -%}
    create table if not exists audit.told_rules (segment {{ text }}, rule {{ text }}, rule_text {{ text }}, rule_sql {{ text }})
{%- endmacro -%}
