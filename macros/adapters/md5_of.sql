{#- The MD5 of a text, as 32 hexadecimal digits in lower case. -#}
{%- macro md5_of(column) -%}
    {{- return(adapter.dispatch('md5_of', 'warehouse_segments')(column)) -}}
{%- endmacro -%}

{%- macro default__md5_of(column) -%}
    {{- return('md5(' ~ column ~ ')') -}}
{%- endmacro -%}
