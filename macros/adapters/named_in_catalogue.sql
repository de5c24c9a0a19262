{#-
    The segments whose rules may appear in view texts and column names. On PostgreSQL everybody can read these, so
    hidden segments are left out.
-#}
{%- macro named_in_catalogue(segments) -%}
    {{- return(adapter.dispatch('named_in_catalogue', 'warehouse_segments')(segments)) -}}
{%- endmacro -%}

{%- macro default__named_in_catalogue(segments) -%}
    {{- return(segments) -}}
{%- endmacro -%}

{%- macro postgres__named_in_catalogue(segments) -%}
    {{- return(segments | rejectattr('node.config.access', 'equalto', 'private') | list) -}}
{%- endmacro -%}
