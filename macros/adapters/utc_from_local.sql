{#- The UTC timestamp of a local timestamp in the variable `time_zone`. -#}
{%- macro utc_from_local(column) -%}
    {{- return(adapter.dispatch('utc_from_local', 'warehouse_segments')(column)) -}}
{%- endmacro -%}

{%- macro default__utc_from_local(column) -%}
    {{- return("timezone('UTC', timezone('" ~ var('time_zone') ~ "', " ~ column ~ "))") -}}
{%- endmacro -%}
