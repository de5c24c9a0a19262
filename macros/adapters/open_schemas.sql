{#-
    Statements that grant readers, owners and deliveries their missing rights on their schemas and the relations there:
    a role can be newer than the views.
-#}
{%- macro open_schemas() -%}
    {{- return(adapter.dispatch('open_schemas', 'warehouse_segments')()) -}}
{%- endmacro -%}

{%- macro default__open_schemas() -%}{%- endmacro -%}

{#-
    Opens a hidden segment's relation only to a group that both its file and the last release name. When a segment
    changes its group, either of them can be ahead of the other.
-#}
{%- macro postgres__open_schemas() -%}
    {%- set versions = _earlier_relation('current_versions') -%}
    {%- set reader, owner = _quote(_prefixed('segments_reader')), _quote(_prefixed('segments_owner')) -%}
    {%- set published, hidden = _quote(_prefixed('published')), _quote(_prefixed('hidden')) -%}
    {%- set contacts, delivery = _quote(_prefixed('contacts')), _quote(_prefixed('segments_delivery')) -%}
    do $$
    declare missing record;
    begin
        for missing in
            select nspname, rolname
            from pg_namespace
            inner join pg_roles on (nspname, rolname) in (
                ({{ published }}, {{ reader }}), ({{ hidden }}, {{ owner }}), ({{ contacts }}, {{ delivery }})
            )
            where not has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'usage')
        loop
            execute format('grant usage on schema %I to %I', missing.nspname, missing.rolname);
        end loop;
        for missing in
            select views.oid, roles.rolname
            from pg_class as views
            inner join pg_namespace as schemas on views.relnamespace = schemas.oid
            cross join pg_roles as roles
            where
                views.relkind in ('v', 'r') and pg_has_role(views.relowner, 'usage')
                    and not has_table_privilege(roles.oid, views.oid, 'select')
                and (
                    schemas.nspname = {{ published }} and roles.rolname = {{ reader }}
                    or schemas.nspname = {{ contacts }} and roles.rolname = {{ delivery }}
                    or schemas.nspname = {{ hidden }} and (views.relname, roles.rolname) in ({{ _hidden_views() }})
                    {%- if versions %}
                    and (
                        roles.rolname = {{ owner }}
                        or (views.relname, roles.rolname) in (
                            select segment, '{{ _prefixed('segments_owner_') }}' || owner_group from {{ versions }}
                                where access = 'private'
                        )
                    )
                    {%- endif %}
                )
        loop
            execute format('grant select on %s to %I', cast(missing.oid as regclass), missing.rolname);
        end loop;
    end $$
{%- endmacro -%}

{#-
    The relations in schema hidden, each with the role that reads it: segments_owner for rows of all owners, or the
    owner group of one segment.
-#}
{%- macro _hidden_views() -%}
    {%- set pairs = [] -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model'
        and node.schema == _prefixed('hidden') -%}
        {%- set role = _prefixed('segments_owner_' ~ node.config.group if node.config.access == 'private'
            else 'segments_owner') -%}
        {%- do pairs.append('(' ~ _quote(node.alias) ~ ', ' ~ _quote(role) ~ ')') -%}
    {%- endfor -%}
    {{- return(pairs | join(', ') or "('', '')") -}}
{%- endmacro -%}
