{#- As a literal, the reason for setting aside rows of one event_id when it is unclear which of them counts. -#}
{%- macro _conflict() -%}
    {{- return(_quote('event_id came with one loaded_at in rows that differ')) -}}
{%- endmacro -%}
