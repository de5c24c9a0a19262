{#- The current time as a UTC timestamp without zone. -#}
{%- macro utc_now() -%}
    {{- return(adapter.dispatch('utc_now', 'warehouse_segments')()) -}}
{%- endmacro -%}

{%- macro default__utc_now() -%}
    {{- return("timezone('UTC', current_timestamp)") -}}
{%- endmacro -%}
