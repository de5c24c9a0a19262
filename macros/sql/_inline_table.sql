{#-
    A select of literal rows. columns: {name: type}; each row: a list of literals in that order. It is one list of
    values, because engines take far longer to plan as many selects joined by union all.
-#}
{%- macro _inline_table(columns, rows) -%}
select
    {%- for name, type in columns.items() %}
    cast({{ name if rows else 'null' }} as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- if rows %}
from (
    values
    {%- for row in rows %}
    ({{ row | join(', ') }}){{ ',' if not loop.last }}
    {%- endfor %}
) as listed ({{ columns | join(', ') }})
{%- else %}
where 1 = 0
{%- endif %}
{%- endmacro -%}
