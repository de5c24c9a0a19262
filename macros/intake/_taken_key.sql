{#-
    The customer_id of an input other than core's customers and events, as core keeps ids, so that they match;
    'customer_id' if the input isn't known yet. Refuses a type that can't be an id, and numbers if the customers have
    text or UUIDs, or the reverse.
-#}
{%- macro _taken_key(columns, variable) -%}
    {%- if 'customer_id' not in columns -%}{{- return('customer_id') -}}{%- endif -%}
    {%- set column, form = columns.customer_id, _customer_form() -%}
    {%- set found = _taken_id(column) -%}
    {%- if not found or (found.form == 'number') != (form == 'number') -%}
        {%- do _refuse(variable ~ "='" ~ var(variable) ~ "': customer_id is " ~ column.type ~ '; write '
            ~ ('a whole number' if form == 'number' else 'text or a uuid') ~ ', as the customers have',
            'dbt_project.yml') -%}
    {%- endif -%}
    {{- return(found.sql) -}}
{%- endmacro -%}

{#- A time of such an input, {'sql'}: null if it can't be a UTC timestamp. Refuses a type that isn't a time. -#}
{%- macro _taken_moment(column, variable, name) -%}
    {%- set found = _taken_time(column) -%}
    {%- if not found -%}
        {%- do _refuse(variable ~ "='" ~ var(variable) ~ "': " ~ name ~ ' is ' ~ column.type ~ '; write a timestamp',
            'dbt_project.yml') -%}
    {%- endif -%}
    {%- set wrong = found.faults | map('first') | join(' or ') -%}
    {{- return({'sql': 'case when not (' ~ wrong ~ ') then ' ~ found.sql ~ ' end'}) -}}
{%- endmacro -%}
