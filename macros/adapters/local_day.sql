{#- The calendar day of a UTC timestamp in the variable `time_zone`. -#}
{%- macro local_day(column) -%}
    {{- return(adapter.dispatch('local_day', 'warehouse_segments')(column)) -}}
{%- endmacro -%}

{%- macro default__local_day(column) -%}
    {{- return("cast(timezone('" ~ var('time_zone') ~ "', timezone('UTC', " ~ column ~ ")) as date)") -}}
{%- endmacro -%}
