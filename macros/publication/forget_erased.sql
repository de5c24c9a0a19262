{#-
    Deletes the customers whom `segments erase` removed from the table that was just built, because a list's file can
    still name them. column: the column with the id; is_listed: whether the id is as people wrote it.
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
