{#- Whether a kept model's SQL gives all rows: it begins with the mark, except for comments. -#}
{%- macro _is_whole(rows) -%}
    {{- return(modules.re.match('(\\s|--[^\n]*\n)*/\\* whole \\*/', rows) is not none) -}}
{%- endmacro -%}
