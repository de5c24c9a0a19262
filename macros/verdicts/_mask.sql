{#- The bits of those segments (names) whose slot lies in a word, as one number. -#}
{%- macro _mask(names, slots, word) -%}
    {%- set mask = namespace(value=0) -%}
    {%- for name in names if name in slots and slots[name] // 63 == word -%}{%- set mask.value = mask.value + 2 ** (slots[name] % 63) -%}{%- endfor -%}
    {{- return('cast(' ~ mask.value ~ ' as bigint)') -}}
{%- endmacro -%}
