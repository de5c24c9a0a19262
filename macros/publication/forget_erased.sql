{#-
    Takes the customers whom `segments erase` took out from the table that was just built: a list's file may still name
    them. column: the one that holds the id; is_listed: as people wrote it.
-#}
{%- macro forget_erased(column, is_listed=false) -%}
    {%- set condition = _not_erased(column) -%}
    {%- if condition and is_listed -%}
        {%- set condition = condition ~ ' and ' ~ _not_erased(_listed_id(column, _customer_form())) -%}
    {%- endif -%}
    {%- if condition -%}
        delete from {{ this }} where not ({{ condition }})
    {%- endif -%}
{%- endmacro -%}
