{#- Refuses an input with a column of another type than core can read, or whose customers can't be those of `customers`. -#}
{%- macro _check_types(events, customers) -%}
    {%- set number = ['a number', '(tiny|small|big|huge|u)?(int|integer)|(decimal|numeric|double|float|real).*'] -%}
    {%- set moment = ['a timestamp', '(timestamp|date).*'] -%}
    {%- set wanted = {'occurred_at': moment, 'loaded_at': moment, 'amount': number, 'quantity': number, 'is_deleted': ['a boolean', 'bool.*']} -%}
    {%- set file, ids = 'dbt_project.yml', {} -%}
    {%- for column in adapter.get_columns_in_relation(events) if execute -%}
        {%- set name, type = column.name | lower, column.dtype | lower -%}
        {%- do ids.update({name: column}) -%}
        {%- if name in wanted and not modules.re.fullmatch(wanted[name][1], type) -%}
            {%- do _refuse("events_relation='" ~ var('events_relation') ~ "': " ~ name ~ ' is ' ~ type ~ '; write ' ~ wanted[name][0], file) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for column in adapter.get_columns_in_relation(customers) if execute and column.name | lower == 'customer_id' -%}
        {%- if column.is_string() != ids.customer_id.is_string() -%}
            {%- do _refuse("customer_id is " ~ column.dtype | lower ~ " in customers_relation='" ~ var('customers_relation') ~ "' and "
                ~ ids.customer_id.dtype | lower ~ " in events_relation='" ~ var('events_relation') ~ "'; write the same in both", file) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
