{#-
    Why all customers must be read again; none if comparing them with the kept ones shows what changed. columns, noted:
    hashes of how the columns are taken, now and at the last refresh.
-#}
{%- macro _customers_since(input, columns, kept, noted) -%}
    {%- if _is_full() -%}{{- return('a full refresh was asked for') -}}{%- endif -%}
    {%- if not kept -%}{{- return('nothing has been kept yet') -}}{%- endif -%}
    {%- if columns != noted -%}{{- return('the traits changed') -}}{%- endif -%}
    {%- for relation in [_received_customers(input) ~ ' as received', kept] -%}
        {%- set counted = run_query('select count(*), count(distinct customer_id) from ' ~ relation).rows[0] -%}
        {%- if counted[0] != counted[1] -%}{{- return('customer_id is missing or not unique') -}}{%- endif -%}
    {%- endfor -%}
    {{- return(none) -}}
{%- endmacro -%}
