{#- Stops dbt's --empty: inputs without rows would delete everything that core has taken in. -#}
{%- macro _refuse_empty_input() -%}
    {%- if execute and flags.EMPTY -%}
        {%- do _refuse('--empty: it would empty what refreshes have taken in; use `dbt compile` to try SQL without'
            ~ ' data', 'dbt_project.yml') -%}
    {%- endif -%}
{%- endmacro -%}
