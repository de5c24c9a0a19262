{#- The slot of each segment of the project: bit slot % 63 of word slot // 63. Before there is a table of them, as when models are linted, any will do. -#}
{%- macro _slots() -%}
    {%- set relation, slots = ref('segment_slots'), {} -%}
    {%- for row in _rows_of(relation, 'select segment, slot from ' ~ relation) -%}
        {%- do slots.update({row[0]: row[1] | int}) -%}
    {%- else -%}
        {%- for segment in _segments() -%}{%- do slots.update({segment.name: loop.index0}) -%}{%- endfor -%}
    {%- endfor -%}
    {{- return(slots) -}}
{%- endmacro -%}
