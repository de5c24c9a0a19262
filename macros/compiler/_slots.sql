{#- The slot of each segment of the project: bit slot % 63 of word slot // 63. -#}
{%- macro _slots() -%}
    {%- set relation, slots = ref('segment_slots'), {} -%}
    {%- for row in (run_query('select segment, slot from ' ~ relation).rows if execute else []) -%}
        {%- do slots.update({row[0]: row[1] | int}) -%}
    {%- endfor -%}
    {{- return(slots) -}}
{%- endmacro -%}
