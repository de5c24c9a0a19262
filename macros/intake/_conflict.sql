{#- Why rows are set aside of which nobody can tell which counts, as a literal. -#}
{%- macro _conflict() -%}
    {{- return(_quote('event_id came with one loaded_at in rows that differ')) -}}
{%- endmacro -%}
