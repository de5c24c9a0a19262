{#- The numbers of the packed words that the slots of the project reach into: 63 segments a word. -#}
{%- macro _words() -%}
    {%- set slots = ref('segment_slots') -%}
    {%- set last = run_query('select max(word) from ' ~ slots).columns[0][0] if execute else 0 -%}
    {{- return(range((last or 0) | int + 1) | list) -}}
{%- endmacro -%}
