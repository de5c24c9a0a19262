{#- The tables of who is told of what. A refresh notes in `releases`, before it releases, that this is to be told. -#}
{%- macro create_notices() -%}
    {%- set text, time, notices = dbt.type_string(), dbt.type_timestamp(), _prefixed('notices') %}
    create schema if not exists {{ notices }};
    create table if not exists {{ notices }}.releases (release_id bigint, told_at {{ time }});
    create table if not exists {{ notices }}.notices (
        notice {{ text }}, segment {{ text }}, happening {{ text }}, subject {{ text }}, customer_id {{ text }},
            happened_at {{ time }}, release_id bigint, reason {{ text }}, recipient {{ text }}, is_digest boolean,
            within_hours double precision, escalate_to {{ text }}, opened_at {{ time }}, due_at {{ time }}, step bigint,
            responsible {{ text }}, acknowledged_at {{ time }}, acknowledged_by {{ text }}, note {{ text }}
    );
    create table if not exists {{ notices }}.messages (
        message {{ text }}, notice {{ text }}, person {{ text }}, step bigint, written_at {{ time }}, attempts bigint,
            tried_at {{ time }}, confirmed_at {{ time }}
    )
{%- endmacro -%}
