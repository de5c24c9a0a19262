{#-
    dbt's step after creating a table. Tables with indexes are big and joined, so this also computes their statistics:
    without them, the planner guesses, and autovacuum only runs a minute later.
-#}
{%- macro postgres__create_indexes(relation) -%}
    {%- if config.get('indexes') -%}
        {%- do dbt.default__create_indexes(relation) -%}
        {%- do run_query(statistics_of(relation)) -%}
    {%- endif -%}
{%- endmacro -%}
