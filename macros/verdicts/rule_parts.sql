{#-
    The parts of the segments' rules that a refresh wrote to `relation`: {segment: [part, in the rule's order]}. A part
    has the relation's columns, and its word and bit. Two bits a part, 31 parts a word: 0 is false, 1 is true, 2 is
    unknown.
    without: the literals of segments to leave out.
-#}
{%- macro _rule_parts(relation, segments, without) -%}
    {%- set found, names = {}, segments | map(attribute='name') | list -%}
    {%- for row in _rows_of(relation, 'select * from ' ~ relation ~ ' order by segment, position')
        if row.segment in names and _quote(row.segment) not in without -%}
        {%- set place = row.position | int - 1 -%}
        {%- do found.setdefault(row.segment, []).append({
            'segment': row.segment, 'position': place + 1, 'depth': row.depth | int, 'kind': row.kind,
            'words': row.words, 'sql': row.sql,
            'before': row.needed.split(',') | select | map('int') | list, 'is_alone': row.is_alone,
            'word': place // 31, 'bit': 4 ** (place % 31),
        }) -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}

{#- The bits of the parts in a word, all set to true. -#}
{%- macro _true_bits(parts, word) -%}
    {{- return(parts | selectattr('word', 'equalto', word) | map(attribute='bit') | sum) -}}
{%- endmacro -%}
