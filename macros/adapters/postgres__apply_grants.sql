{#-
    dbt's own grants, to the roles that the server has: a release succeeds even if nobody was allowed to create them. A
    hidden segment's relation is granted to its owner instead of the readers. Project roles lose rights that they should
    no longer have; rights that somebody granted to other roles by hand stay.
-#}
{%- macro postgres__apply_grants(relation, grant_config, should_revoke=True) -%}
    {%- if not grant_config -%}{{- return('') -}}{%- endif -%}
    {%- set existing = run_query('select rolname from pg_roles').columns[0].values() -%}
    {%- set wanted, statements = [], [] -%}
    {%- for privilege, grantees in grant_config.items() -%}
        {%- if model.config.access == 'private' -%}
            {%- set grantees = grantees | reject('equalto', 'segments_reader')
                | list + ['segments_owner_' ~ model.config.group] -%}
        {%- endif -%}
        {%- for grantee in grantees -%}
            {%- set role = _prefixed(grantee) if grantee.startswith('segments_') else grantee -%}
            {%- if role in existing -%}{%- do wanted.append((privilege | lower, role)) -%}{%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set held = [] -%}
    {%- for row in run_query(_grants_held(relation)).rows -%}{%- do held.append((row[0], row[1])) -%}{%- endfor -%}
    {%- for privilege, role in held if (privilege, role) not in wanted -%}
        {%- do statements.append('revoke ' ~ privilege ~ ' on ' ~ relation ~ ' from ' ~ adapter.quote(role)) -%}
    {%- endfor -%}
    {%- for privilege, role in wanted if (privilege, role) not in held -%}
        {%- do statements.append('grant ' ~ privilege ~ ' on ' ~ relation ~ ' to ' ~ adapter.quote(role)) -%}
    {%- endfor -%}
    {%- if statements -%}{%- do call_dcl_statements(statements) -%}{%- endif -%}
{%- endmacro -%}
