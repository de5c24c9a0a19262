{#- What the kept figures rest on beside the data and the rules: another signature means that none of them holds. -#}
{%- macro _signature() -%}
    {{- return(local_md5(tojson([var('time_zone'), var('value_event'), var('value_days'), env_var('SEGMENTS_CODE', '')]))) -}}
{%- endmacro -%}
