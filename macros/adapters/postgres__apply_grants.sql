{#-
    dbt's own grants, to those roles that the server has: where nobody was allowed to make them, a release comes
    out all the same. A hidden segment's relation is its owner's instead of the readers'.
-#}
{%- macro postgres__apply_grants(relation, grant_config, should_revoke=True) -%}
    {%- set existing = run_query('select rolname from pg_roles').columns[0].values() if grant_config else [] -%}
    {%- set granted = {} -%}
    {%- for privilege, grantees in (grant_config or {}).items() -%}
        {%- set wanted = grantees | list -%}
        {%- if model.config.access == 'private' -%}
            {%- set wanted = grantees | reject('equalto', 'segments_reader') | list + ['segments_owner_' ~ model.config.group] -%}
        {%- endif -%}
        {%- set roles = [] -%}
        {%- for role in wanted if role in existing -%}{%- do roles.append(adapter.quote(role)) -%}{%- endfor -%}
        {%- do granted.update({privilege: roles}) if roles -%}
    {%- endfor -%}
    {{- return(default__apply_grants(relation, granted, should_revoke)) -}}
{%- endmacro -%}
