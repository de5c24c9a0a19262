{#- The numbers of the packed words that the slots of the project reach into: 63 segments a word. -#}
{%- macro _words() -%}
    {%- set slots = ref('segment_slots') -%}
    {%- set rows = _rows_of(slots, 'select coalesce(max(word), 0) from ' ~ slots) -%}
    {{- return(range((rows[0][0] if rows else 0) | int + 1) | list) -}}
{%- endmacro -%}
