{#-
    The rows of a query over a relation that an earlier step makes. Empty while dbt parses, or if the relation doesn't
    exist yet, as when models are only compiled to be linted.
-#}
{%- macro _rows_of(relation, query) -%}
    {%- if not execute or not relation
        or not adapter.get_relation(relation.database, relation.schema, relation.identifier) -%}
        {{- return([]) -}}
    {%- endif -%}
    {{- return(run_query(query).rows | list) -}}
{%- endmacro -%}

{#- The first row of a relation that an earlier step or refresh made, by column name; none if there is none. -#}
{%- macro _row_of(relation) -%}
    {%- for row in _rows_of(relation, 'select * from ' ~ relation ~ ' limit 1') -%}
        {%- set named = {} -%}
        {%- for name in row.keys() -%}{%- do named.update({name | lower: row[name]}) -%}{%- endfor -%}
        {{- return(named) -}}
    {%- endfor -%}
    {{- return(none) -}}
{%- endmacro -%}
