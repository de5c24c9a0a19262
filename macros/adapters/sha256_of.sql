{#- The SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits in lower case. -#}
{%- macro sha256_of(column) -%}
    {{- return(adapter.dispatch('sha256_of', 'warehouse_segments')(column)) -}}
{%- endmacro -%}

{%- macro default__sha256_of(column) -%}
    {{- return('sha256(' ~ column ~ ')') -}}
{%- endmacro -%}

{%- macro postgres__sha256_of(column) -%}
    {{- return("encode(sha256(convert_to(" ~ column ~ ", 'UTF8')), 'hex')") -}}
{%- endmacro -%}
