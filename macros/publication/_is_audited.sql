{#-
    Whether a refresh is publishing what it has had audited. Asked while dbt executes: asked while it parses, dbt would
    parse anew.
-#}
{%- macro _is_audited() -%}
    {{- return(execute and env_var('SEGMENTS_AUDITED', '') == 'true') -}}
{%- endmacro -%}
