{#- Whether a customer's packed verdicts (alias verdicts) hold the bit of a definition (alias definitions): plane is members or unknown. -#}
{%- macro _has_bit(plane) -%}
    {%- set words = ((_segments() | length) + 62) // 63 -%}
    {%- set word = namespace(sql='case definitions.word') -%}
    {%- for number in range([words, 1] | max) -%}
        {%- set word.sql = word.sql ~ ' when ' ~ number ~ ' then verdicts.' ~ plane ~ '_' ~ number -%}
    {%- endfor -%}
    {{- return('(' ~ word.sql ~ ' end & definitions.mask) <> 0') -}}
{%- endmacro -%}
