{#- Takes the customers whom `segments erase` took out from the table that was just built: a list's file may still name them. column: the one that holds the id. -#}
{%- macro forget_erased(column) -%}
    {%- set condition = _not_erased(column) -%}
    {%- if condition -%}
        delete from {{ this }} where not ({{ condition }})
    {%- endif -%}
{%- endmacro -%}
