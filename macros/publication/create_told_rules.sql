{#- The tables of the rules in words, and of their parts. A refresh fills them before it publishes. -#}
{%- macro create_told_rules() -%}
    {%- set text, audit = dbt.type_string(), _prefixed('audit') %}
    create table if not exists {{ audit }}.told_rules (segment {{ text }}, rule {{ text }}, rule_text {{ text }},
        rule_sql {{ text }});
    create table if not exists {{ audit }}.rule_parts (
        segment {{ text }}, position bigint, depth bigint, kind {{ text }}, words {{ text }}, sql {{ text }},
            needed {{ text }}, is_alone boolean
    )
{%- endmacro -%}
