{#- The first row of a relation that an earlier step or refresh made, by column name; none without one. -#}
{%- macro _row_of(relation) -%}
    {%- for row in _rows_of(relation, 'select * from ' ~ relation ~ ' limit 1') -%}
        {%- set named = {} -%}
        {%- for name in row.keys() -%}{%- do named.update({name | lower: row[name]}) -%}{%- endfor -%}
        {{- return(named) -}}
    {%- endfor -%}
    {{- return(none) -}}
{%- endmacro -%}
