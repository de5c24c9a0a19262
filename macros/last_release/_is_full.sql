{#- Whether to compute everything again: `segments refresh --full`, or dbt's --full-refresh. -#}
{%- macro _is_full() -%}
    {{- return(env_var('SEGMENTS_FULL', '') == 'true' or flags.FULL_REFRESH or false) -}}
{%- endmacro -%}
