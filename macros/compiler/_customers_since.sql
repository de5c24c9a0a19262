{#- Why the customers are to be read whole, or none where comparing them with those kept tells what changed. -#}
{%- macro _customers_since(input, kept) -%}
    {%- if _is_full() -%}{{- return('a full refresh was asked for') -}}{%- endif -%}
    {%- if not kept -%}{{- return('nothing has been kept yet') -}}{%- endif -%}
    {%- if _columns_text(input) != _columns_text(kept) -%}{{- return('the traits changed') -}}{%- endif -%}
    {%- for relation in [input, kept] -%}
        {%- set counted = run_query('select count(*), count(distinct customer_id) from ' ~ relation).rows[0] -%}
        {%- if counted[0] != counted[1] -%}{{- return('customer_id is missing or not unique') -}}{%- endif -%}
    {%- endfor -%}
    {{- return(none) -}}
{%- endmacro -%}
