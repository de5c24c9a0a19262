{#-
    dbt's step after a table was made. What has indexes is big and joined: its statistics are made as well, without
    which joins are planned by guesses. The server's own turn comes a minute later.
-#}
{%- macro postgres__create_indexes(relation) -%}
    {%- if config.get('indexes') -%}
        {%- do dbt.default__create_indexes(relation) -%}
        {%- do run_query(statistics_of(relation)) -%}
    {%- endif -%}
{%- endmacro -%}
