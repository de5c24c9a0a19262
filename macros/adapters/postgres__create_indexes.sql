{#- dbt's step after a table was made: its indexes, and its statistics, without which joins with it are planned by guesses. -#}
{%- macro postgres__create_indexes(relation) -%}
    {%- do dbt.default__create_indexes(relation) -%}
    {%- do run_query(statistics_of(relation)) -%}
{%- endmacro -%}
