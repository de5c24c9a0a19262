{#-
    All entries of lists, as a select: of the seed, of the default input, which count only for its own customers, of the
    files in lists/, and those added by hand, which count at all times: data can end long before somebody adds a
    customer. listed_as is an id, or the hash of an e-mail address if is_hashed.
-#}
{%- macro _list_entries() -%}
    {%- set brought, text = _default_input('lists'), dbt.type_string() -%}
    {%- for rows in [ref('imported_list_rows')] + ([ref(brought)] if brought else []) -%}
        {{ ' union all '
            if not loop.first }}select list_name, cast(customer_id as {{ text }}) as listed_as, false as is_hashed,
                cast(added_at as timestamp) as added_at, added_by from {{ rows }}
    {%- endfor -%}
    {%- set files = _list_table('list_entries') -%}
    {%- if files %} union all select list_name, listed_as, is_hashed, added_at, added_by from {{ files }}{%- endif -%}
    {%- if _list_table('list_edits') %} union all
        select
            list_name, customer_id as listed_as, false as is_hashed, cast(null as timestamp) as added_at,
            edited_by as added_by
        from ({{ _last_edits() }}) as edits
        where is_listed
    {%- endif -%}
{%- endmacro -%}
