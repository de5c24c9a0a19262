{#-
    The table that the audit writes its verdicts to. Nothing is published without a verdict, so the table must exist
    before the first audit. Also the table of views that couldn't be changed when they should have been.
-#}
{%- macro create_audit_table() -%}
    {%- set text, audit = dbt.type_string(), _prefixed('audit') %}
    create schema if not exists {{ audit }};
    create table if not exists {{ audit }}.verdicts (
        release_id bigint, segment {{ text }}, check_name {{ text }}, severity {{ text }}, passed boolean,
            observed {{ text }}, expected {{ text }}
    );
    create table if not exists {{ audit }}.outdated_views (view_name {{ text }}, reason {{ text }})
{%- endmacro -%}
