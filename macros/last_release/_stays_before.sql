{#- The stays believed before this refresh, as a relation; before the first release, one without rows. -#}
{%- macro _stays_before() -%}
    {%- set stays = _earlier_relation('believed_stays') -%}
    {%- if stays -%}{{- return(stays) -}}{%- endif -%}
    {{- return('(select cast(null as ' ~ dbt.type_string() ~ ') as segment, customer_id, cast(null as timestamp) as entered_at, cast(null as timestamp) as exited_at from '
        ~ ref('customers') ~ ' where 1 = 0)') -}}
{%- endmacro -%}
