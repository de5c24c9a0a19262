{#- All entries of imported lists, as a select. The default input's entries count only for its own customers. -#}
{%- macro _list_entries() -%}
    {%- set brought = _default_input('lists') -%}
    {%- for rows in [ref('imported_list_rows')] + ([ref(brought)] if brought else []) -%}
        {{ ' union all '
            if not loop.first }}select list_name, cast(customer_id as {{ dbt.type_string() }}) as listed_as,
                cast(added_at as timestamp) as added_at, added_by from {{ rows }}
    {%- endfor -%}
{%- endmacro -%}
