{#- A table that `segments` keeps lists in (orchestration/lists), or none where nobody has used any. -#}
{%- macro _list_table(name) -%}
    {{- return(adapter.get_relation(target.database, _prefixed('raw'), name) if execute else none) -}}
{%- endmacro -%}

{#- What was last done by hand about each customer and list, a select; the table of edits must be there. -#}
{%- macro _last_edits() %}
    select edits.*
    from {{ _list_table('list_edits') }} as edits
    inner join (
        select list_name, customer_id, max(edited_at) as edited_at
        from {{ _list_table('list_edits') }}
        group by list_name, customer_id
    ) as latest
        on edits.list_name = latest.list_name and edits.customer_id = latest.customer_id
            and edits.edited_at = latest.edited_at
{%- endmacro -%}
