{#-
    The slot of each segment of the project: bit slot % 63 of word slot // 63. If there is no table of slots yet, as
    when models are linted, any slots will do.
-#}
{%- macro _slots() -%}
    {%- set relation, slots = ref('segment_slots'), {} -%}
    {%- for row in _rows_of(relation, 'select segment, slot from ' ~ relation) -%}
        {%- do slots.update({row[0]: row[1] | int}) -%}
    {%- else -%}
        {%- for segment in _segments() -%}{%- do slots.update({segment.name: loop.index0}) -%}{%- endfor -%}
    {%- endfor -%}
    {{- return(slots) -}}
{%- endmacro -%}

{#- The numbers of the packed words that the project's slots use: 63 segments a word. -#}
{%- macro _words() -%}
    {%- set slots = ref('segment_slots') -%}
    {%- set rows = _rows_of(slots, 'select coalesce(max(word), 0) from ' ~ slots) -%}
    {{- return(range((rows[0][0] if rows else 0) | int + 1) | list) -}}
{%- endmacro -%}

{#- The relation of kept words if it has exactly the columns of these words, else none: then it is built again. -#}
{%- macro _kept_words(relation, words) -%}
    {%- if not relation -%}{{- return(none) -}}{%- endif -%}
    {%- set names = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
    {{- return(relation if 'members_' ~ words | last in names and 'members_' ~ words | length not in names
        else none) -}}
{%- endmacro -%}
