{#- The table that the audit writes its verdicts to; without a verdict nothing is published, so it must exist before the first audit. -#}
{%- macro create_audit_table() -%}
    {%- set text = dbt.type_string() %}
    create schema if not exists audit;
    create table if not exists audit.verdicts (
        release_id bigint, segment {{ text }}, check_name {{ text }}, severity {{ text }}, passed boolean, observed {{ text }}, expected {{ text }}
    )
{%- endmacro -%}
