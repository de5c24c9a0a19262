{#-
    Refuses inputs whose customers can't be matched with their events or with the history: ids of different kinds, or a
    customer_id that can't be taken. events, customers: the inputs' columns as taken.
-#}
{%- macro _check_ids(input, events, customers) -%}
    {%- set file, id = 'dbt_project.yml', customers.get('customer_id', {}) -%}
    {%- set named = "customers_relation='" ~ (var('customers_relation') or input.identifier) ~ "'" -%}
    {%- if id and id.form != events.customer_id.form -%}
        {%- do _refuse('customer_id is ' ~ id.type ~ ' in ' ~ named ~ ' and ' ~ events.customer_id.type
            ~ " in events_relation='" ~ var('events_relation')
            ~ "'; write the same in both", file) -%}
    {%- endif -%}
    {%- for condition, says in id.get('faults', []) -%}
        {#- No message names the customers. -#}
        {%- set rows = run_query('select count(*) from ' ~ input ~ ' where ' ~ condition).rows[0][0] | int -%}
        {%- if rows -%}
            {%- do _refuse(named ~ ': customer_id ' ~ says ~ ' in ' ~ rows ~ (' row' if rows == 1 else ' rows')
                ~ '; write '
                ~ ('shorter ids' if id.form == 'text' else 'the ids as text'), file) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set stays = _earlier_relation('segment_stays') -%}
    {%- for column in (adapter.get_columns_in_relation(stays) if stays and id else [])
        if column.name == 'customer_id' -%}
        {%- if (_kind_of(column).kind == 'text') != (id.form != 'number') -%}
            {%- do _refuse(named ~ ': customer_id is ' ~ id.type ~ ', and the history knows customers by '
                ~ ('text' if id.form == 'number' else 'numbers')
                ~ '; write the ids as they were, or begin a new warehouse', file) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
