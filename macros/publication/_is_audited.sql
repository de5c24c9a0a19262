{#-
    Whether a refresh is publishing what the audit has checked. Read while dbt executes, because reading it while dbt
    parses would make dbt parse again.
-#}
{%- macro _is_audited() -%}
    {{- return(execute and env_var('SEGMENTS_AUDITED', '') == 'true') -}}
{%- endmacro -%}
