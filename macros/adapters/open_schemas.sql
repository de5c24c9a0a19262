{#- Statements that let readers and owners look into the schemas that are theirs, where a grant is missing. -#}
{%- macro open_schemas() -%}
    {{- return(adapter.dispatch('open_schemas', 'warehouse_segments')()) -}}
{%- endmacro -%}

{%- macro default__open_schemas() -%}{%- endmacro -%}

{%- macro postgres__open_schemas() -%}
    do $$
    declare missing record;
    begin
        for missing in
            select nspname, rolname
            from pg_namespace
            inner join pg_roles on (nspname, rolname) in (('published', 'segments_reader'), ('hidden', 'segments_owner'))
            where not has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'usage')
        loop
            execute format('grant usage on schema %I to %I', missing.nspname, missing.rolname);
        end loop;
    end $$
{%- endmacro -%}
