{#-
    Stores, in the variable again of _view_script, the statements that create the views over `standing` again, with
    their and its own privileges and comments.
-#}
{%- macro _remember_views() -%}
again := array(
    {{ _views_over() }}
    select remembered.statement
    from (select oid, max(depth) as depth from built group by oid) as built
    inner join pg_class as relations on built.oid = relations.oid
    cross join lateral (
        select
            1 as place,
            format(
                'create view %s %s as %s', relations.oid::regclass,
                'with (' || array_to_string(relations.reloptions, ', ') || ')', pg_get_viewdef(relations.oid)
            ) as statement
        where built.oid <> standing
        union all
        select 2, format('grant %s on %s to %s', rights.privilege_type, relations.oid::regclass,
            coalesce(quote_ident(roles.rolname), 'public'))
        from aclexplode(relations.relacl) as rights
        left join pg_roles as roles on rights.grantee = roles.oid
        where rights.grantee <> relations.relowner
        union all
        select 3, format('comment on view %s is %L', relations.oid::regclass, told.description)
        from pg_description as told
        where told.classoid = 'pg_class'::regclass and told.objoid = relations.oid and told.objsubid = 0
        union all
        select 4, format('comment on column %s.%I is %L', relations.oid::regclass, columns.attname, told.description)
        from pg_description as told
        inner join pg_attribute as columns on told.objoid = columns.attrelid and told.objsubid = columns.attnum
        where told.classoid = 'pg_class'::regclass and told.objoid = relations.oid
    ) as remembered
    order by built.depth, built.oid, remembered.place
);
{%- endmacro -%}
