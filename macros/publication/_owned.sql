{#- A further condition for rows with the column owner_group: hidden segments' rows are only for their owners. -#}
{%- macro _owned(access) -%}
    {{- return(' and ' ~ is_shown_to_reader('owner_group') if access == 'private' else '') -}}
{%- endmacro -%}
