{#-
    Deletes the customers whom `segments erase` removed from the table that was just built, because a list's file can
    still name them. column: the column with the id; is_listed: whether the id is as people wrote it.
-#}
{%- macro forget_erased(column, is_listed=false) -%}
    {{- return(_without_erased(this, column, is_listed)) -}}
{%- endmacro -%}

{#- The same of a table that `segments` loads files of lists into; nothing where nobody has used any. -#}
{%- macro forget_erased_entries(name) -%}
    {%- set table = _list_table(name) -%}
    {{- return(_without_erased(table, 'listed_as', true) if table else '') -}}
{%- endmacro -%}

{%- macro _without_erased(table, column, is_listed) -%}
    {%- set condition = _not_erased(column) -%}
    {%- if condition and is_listed -%}
        {%- set condition = condition ~ ' and ' ~ _not_erased(_listed_id(column, _customer_form())) -%}
    {%- endif -%}
    {{- return('delete from ' ~ table ~ ' where not (' ~ condition ~ ')' if condition else '') -}}
{%- endmacro -%}
