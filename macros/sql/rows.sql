{#-
    The rows of a query over a relation that an earlier step makes: none of them while dbt parses, or where
    nothing has been made yet, as when models are only compiled to be linted.
-#}
{%- macro _rows_of(relation, query) -%}
    {%- if not execute or not relation
        or not adapter.get_relation(relation.database, relation.schema, relation.identifier) -%}
        {{- return([]) -}}
    {%- endif -%}
    {{- return(run_query(query).rows | list) -}}
{%- endmacro -%}

{#- The first row of a relation that an earlier step or refresh made, by column name; none without one. -#}
{%- macro _row_of(relation) -%}
    {%- for row in _rows_of(relation, 'select * from ' ~ relation ~ ' limit 1') -%}
        {%- set named = {} -%}
        {%- for name in row.keys() -%}{%- do named.update({name | lower: row[name]}) -%}{%- endfor -%}
        {{- return(named) -}}
    {%- endfor -%}
    {{- return(none) -}}
{%- endmacro -%}
