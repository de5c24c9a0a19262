{#- The first row of a model's relation as an earlier step or refresh left it, by column name; none without one. -#}
{%- macro _row_of(relation) -%}
    {%- set table = run_query('select * from ' ~ relation ~ ' limit 1') if execute and relation else none -%}
    {%- if not table or not table.rows -%}{{- return(none) -}}{%- endif -%}
    {%- set row = {} -%}
    {%- for name in table.column_names -%}{%- do row.update({name | lower: table.rows[0][loop.index0]}) -%}{%- endfor -%}
    {{- return(row) -}}
{%- endmacro -%}
