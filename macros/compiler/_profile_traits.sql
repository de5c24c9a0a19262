{#-
    The traits that profiles are made of, from the variable profile_traits: none where customers have none of
    them, as with one's own data under the demonstration's setting; a single unknown one is a slip of the pen.
-#}
{%- macro _profile_traits() -%}
    {%- set given = var('profile_traits') or [] -%}
    {%- if given is string or given is not sequence -%}
        {%- do _refuse('profile_traits=' ~ given ~ ' is no list of traits such as [age, income]', 'dbt_project.yml') -%}
    {%- endif -%}
    {%- set customers = ref('customers') -%}
    {%- set columns = adapter.get_columns_in_relation(customers) | map(attribute='name') | list if execute else [] -%}
    {%- set known = given | select('in', columns) | list -%}
    {%- for name in given if known and name not in columns -%}
        {%- do _refuse("profile_traits: unknown trait '" ~ name ~ "'" ~ _nearest(name, columns), 'dbt_project.yml') -%}
    {%- endfor -%}
    {{- return(known | unique | list) -}}
{%- endmacro -%}
