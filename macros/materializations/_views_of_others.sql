{#-
    A sentence that names the relations of others that are built on a view of PostgreSQL (the variable standing of
    _view_script), and says what to do; '' if there are none. As an expression.
-#}
{%- macro _views_of_others() -%}
    {%- set schemas = graph.nodes.values() | map(attribute='schema') | unique | map('string') | list -%}
coalesce((
    {{ _views_over() }}
    select 'its columns change, and others have built on it (' || string_agg(distinct format('%s', built.oid::regclass),
        ', ' order by format('%s', built.oid::regclass))
        || '): have them drop theirs, refresh, and make it again'
    from built
    inner join pg_class as relations on built.oid = relations.oid
    inner join pg_namespace as schemas on relations.relnamespace = schemas.oid
    where
        relations.relkind <> 'v' or relations.relowner <> (select oid from pg_roles where rolname = current_user)
        or schemas.nspname not in ('{{ schemas | join("', '") }}')
), '')
{%- endmacro -%}
