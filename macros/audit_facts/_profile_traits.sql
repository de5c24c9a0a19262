{#-
    The traits for profiles, from the variable profile_traits, without those that customers don't have: the variable can
    still name another input's traits.
-#}
{%- macro _profile_traits() -%}
    {%- set given = var('profile_traits') or [] -%}
    {%- if given is string or given is not sequence -%}
        {%- do _refuse('profile_traits=' ~ given ~ ' is not a list of traits such as [age, income]',
            'dbt_project.yml') -%}
    {%- endif -%}
    {%- set customers = ref('customers') -%}
    {%- set columns = adapter.get_columns_in_relation(customers) | map(attribute='name') | list if execute else [] -%}
    {{- return(given | map('lower') | select('in', columns) | unique | list) -}}
{%- endmacro -%}
