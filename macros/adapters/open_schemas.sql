{#-
    Statements that let readers and owners look into the schemas that are theirs, and at what stands there, where a
    right is missing: a role may have been made after the views.
-#}
{%- macro open_schemas() -%}
    {{- return(adapter.dispatch('open_schemas', 'warehouse_segments')()) -}}
{%- endmacro -%}

{%- macro default__open_schemas() -%}{%- endmacro -%}

{%- macro postgres__open_schemas() -%}
    {%- set owners = _earlier_relation('current_versions') -%}
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
        for missing in
            select views.oid, rolname
            from pg_class as views
            inner join pg_namespace as schemas on views.relnamespace = schemas.oid
            {%- if owners %}
            left join {{ owners }} as versions on schemas.nspname = 'hidden' and views.relname = versions.segment
            {%- endif %}
            inner join pg_roles as roles
                on
                    schemas.nspname = 'published' and roles.rolname = 'segments_reader'
                    or schemas.nspname = 'hidden' and roles.rolname = {% if owners %}coalesce('segments_owner_' || versions.owner_group, 'segments_owner'){% else %}'segments_owner'{% endif %}
            where
                views.relkind = 'v' and pg_has_role(views.relowner, 'usage') and not has_table_privilege(roles.oid, views.oid, 'select')
                and (schemas.nspname = 'published' or views.relname in ({{ _hidden_tables() }}){{ ' or versions.segment is not null' if owners }})
        loop
            execute format('grant select on %s to %I', cast(missing.oid as regclass), missing.rolname);
        end loop;
    end $$
{%- endmacro -%}

{#- The names of the relations in the schema hidden in which the rows of all owners stand. -#}
{%- macro _hidden_tables() -%}
    {%- set names = [] -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' and node.fqn[1:3] == ['published', 'hidden'] -%}
        {%- do names.append(_quote(node.alias)) -%}
    {%- endfor -%}
    {{- return(names | join(', ') or "''") -}}
{%- endmacro -%}
