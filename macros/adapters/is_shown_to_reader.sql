{#-
    A condition: the current user may see the hidden segment's rows. owner_group: the column with the segment's group.
-#}
{%- macro is_shown_to_reader(owner_group) -%}
    {{- return(adapter.dispatch('is_shown_to_reader', 'warehouse_segments')(owner_group)) -}}
{%- endmacro -%}

{%- macro default__is_shown_to_reader(owner_group) -%}
    {{- return('true') -}}
{%- endmacro -%}

{#-
    A file doesn't know the user, a server does. Refreshes see everything, because they run as the schema's owner or
    with its rights.
-#}
{%- macro postgres__is_shown_to_reader(owner_group) -%}
    {%- set owner = _prefixed('segments_owner_') -%}
    (
        (select pg_has_role(nspowner, 'usage') from pg_namespace where nspname = '{{ _prefixed('hidden') }}')
        or {{ owner_group }} in (
            select substr(rolname, {{ owner | length + 1 }})
            from pg_roles
            where starts_with(rolname, '{{ owner }}') and pg_has_role(oid, 'usage')
        )
    )
{%- endmacro -%}
