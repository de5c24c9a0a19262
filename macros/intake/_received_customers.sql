{#- The rows of the customers input as core keeps them, without erased customers, as a relation to select from. -#}
{%- macro _received_customers(input) -%}
    {%- set columns, standing = [], none -%}
    {%- for name, column in _taken_customers(input).items() if not column.is_score -%}
        {%- do columns.append(column.sql ~ ' as ' ~ (name if name == 'customer_id' else adapter.quote(name))) -%}
    {%- endfor -%}
    {%- set condition = _not_erased('customer_id') -%}
    {%- set received = _with_scores('(select ' ~ (columns | join(', ') or '*') ~ ' from ' ~ input ~ ')') -%}
    {{- return('(select * from ' ~ received ~ ' as received where ' ~ condition ~ ')' if condition else received) -}}
{%- endmacro -%}
