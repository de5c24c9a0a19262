{#-
    Whether whoever asks may see a hidden segment's rows, as a condition. owner_group: the column that holds its group.
-#}
{%- macro is_shown_to_reader(owner_group) -%}
    {{- return(adapter.dispatch('is_shown_to_reader', 'warehouse_segments')(owner_group)) -}}
{%- endmacro -%}

{%- macro default__is_shown_to_reader(owner_group) -%}
    {{- return('true') -}}
{%- endmacro -%}

{#- Not a file's: a server knows who asks. Refreshes see all, being (or having the rights of) whose schema it is. -#}
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
