{#-
    The channels on which nobody is contacted because a suppression list can't say whom it excludes, a select: channel.
    A list that is gone would exclude nobody, and so would hashes that nothing can be compared with. suppressions: what
    _suppressions() says; entries: what _list_entries() says; relations or CTEs.
-#}
{%- macro _closed_channels(suppressions, entries) %}
    select distinct suppressions.channel
    from {{ suppressions }} as suppressions
    where not exists (
        select 1
        from {{ entries }} as entries
        where entries.list_name = suppressions.list_name
    )
    {%- if not _hashed_contacts() %}
    or exists (
        select 1
        from {{ entries }} as entries
        where entries.list_name = suppressions.list_name and entries.is_hashed
    )
    {%- endif %}
{%- endmacro -%}
