{#- All entries of imported lists, a select: the demonstration's are of the demonstration's customers only. -#}
{%- macro _list_entries() -%}
    {%- for rows in [ref('imported_list_rows')] + ([ref('demonstration_list_rows')] if var('customers_relation') is none else []) -%}
        {{ ' union all ' if not loop.first }}select list_name, cast(customer_id as {{ dbt.type_string() }}) as listed_as, cast(added_at as timestamp) as added_at, added_by from {{ rows }}
    {%- endfor -%}
{%- endmacro -%}
