{#-
    The relations that are built on a view of PostgreSQL (the variable standing of _view_script), as a recursive query:
    oid and depth.
-#}
{%- macro _views_over() -%}
with recursive built (oid, depth) as (
    select standing::oid, 0
    union
    select rules.ev_class, built.depth + 1
    from built
    inner join pg_depend as depends on depends.refclassid = 'pg_class'::regclass and depends.refobjid = built.oid
    inner join pg_rewrite as rules on depends.classid = 'pg_rewrite'::regclass and depends.objid = rules.oid
    where rules.ev_class <> built.oid
)
{%- endmacro -%}
