{#-
    A further condition on rows of segments of one side, with their column owner_group: hidden ones are for their
    owners.
-#}
{%- macro _owned(access) -%}
    {{- return(' and ' ~ is_shown_to_reader('owner_group') if access == 'private' else '') -}}
{%- endmacro -%}
