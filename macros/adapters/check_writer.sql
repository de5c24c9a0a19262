{#-
    Runs first when somebody starts dbt by hand. Refuses to write during a refresh, or as a role that doesn't own the
    project's objects, because the next refresh couldn't replace what that role made.
-#}
{%- macro check_writer() -%}
    {%- if execute and flags.WHICH in ('run', 'build', 'seed') and not env_var('SEGMENTS_WRITER', '') -%}
        {{- return(adapter.dispatch('check_writer', 'warehouse_segments')()) -}}
    {%- endif -%}
{%- endmacro -%}

{%- macro default__check_writer() -%}
    {{- return('') -}}
{%- endmacro -%}

{%- macro postgres__check_writer() -%}
    {%- set mixed = 'the objects of the project belong to %, and dbt by hand writes as %: run `segments refresh`, or'
        ~ ' set PGOPTIONS to "-c role=%"' %}
    do $$
    declare owner text := (select pg_get_userbyid(nspowner) from pg_namespace
        where nspname = '{{ _prefixed('ledger') }}');
    begin
        if owner <> current_user then
            raise exception 'segments: {{ target.dbname }}: {{ mixed }}', owner, current_user, owner;
        end if;
        if not pg_try_advisory_xact_lock(hashtextextended('{{ _prefixed('warehouse_segments') }}', 0)) then
            raise exception 'segments: {{ target.dbname }}: another refresh writes: let it finish';
        end if;
    end $$
{%- endmacro -%}
