{#-
    Does nothing: DuckDB has no roles, and everybody who can read the file can read all of it. Overrides dbt-duckdb's
    macro, which warns about each grant.
-#}
{%- macro duckdb__apply_grants(relation, grant_config, should_revoke=True) -%}{%- endmacro -%}
