{#-
    The columns of the customers input as core keeps them, by name: {'sql', 'source', 'kind'}; for customer_id also
    faults and form.
-#}
{%- macro _taken_customers(input) -%}
    {%- set taken = {} -%}
    {%- for name, column in _input_columns(input, 'customers_relation', ['customer_id']).items() -%}
        {%- if name == 'customer_id' -%}
            {%- set found = _taken_id(column) -%}
            {%- if not found -%}
                {%- do _refuse("customers_relation='" ~ (var('customers_relation') or input.identifier)
                    ~ "': customer_id is " ~ column.type
                    ~ '; write text, a uuid or a whole number', 'dbt_project.yml') -%}
            {%- endif -%}
            {%- do taken.update({name: dict(column, sql=found.sql, faults=found.faults, form=found.form)}) -%}
        {%- else -%}
            {%- do taken.update({name: dict(column, sql=_taken_value(column).sql)}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name, type in (_score_columns() if taken else {}).items() -%}
        {%- if name in taken -%}
            {%- do _refuse("customers_relation='" ~ (var('customers_relation') or input.identifier)
                ~ "' has a column " ~ name ~ ', the name of a score (variables scores and clusters); rename it',
                'dbt_project.yml') -%}
        {%- endif -%}
        {%- do taken.update({name: {'type': type, 'sql': name, 'is_score': true}}) -%}
    {%- endfor -%}
    {{- return(taken) -}}
{%- endmacro -%}
