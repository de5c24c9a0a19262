{#- The privileges that the project's roles have on a relation of PostgreSQL, as a query: privilege and role. -#}
{%- macro _grants_held(relation) -%}
select lower(rights.privilege_type), roles.rolname
from pg_class
cross join lateral aclexplode(pg_class.relacl) as rights
inner join pg_roles as roles on rights.grantee = roles.oid
where pg_class.oid = to_regclass('{{ relation }}') and rights.grantee <> pg_class.relowner
    and starts_with(roles.rolname, '{{ _prefixed('segments_') }}')
{%- endmacro -%}
