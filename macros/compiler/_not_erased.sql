{#-
    The condition that a column, which holds a customer's id, names nobody whom `segments erase` took out; none
    while it took out nobody, so that nobody pays for it.
-#}
{%- macro _not_erased(column) -%}
    {%- set erased = adapter.get_relation(target.database, 'ledger', 'erased_customers') if execute else none -%}
    {%- if not erased -%}{{- return(none) -}}{%- endif -%}
    {#- A row without an id must stay: that it is there is for the audit to say. -#}
    {{- return("coalesce(md5(cast(" ~ column ~ " as " ~ dbt.type_string() ~ ")), '') not in (select customer_hash from " ~ erased ~ ")") -}}
{%- endmacro -%}
