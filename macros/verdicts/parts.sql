{#- The verdicts of a rule's parts in one word, as a number: see _rule_parts. -#}
{%- macro _pattern(parts, word) -%}
    {%- set digits = [] -%}
    {%- for part in parts if part.word == word -%}
        {%- do digits.append('coalesce(cast((' ~ part.sql ~ ') as integer), 2) * cast(' ~ part.bit ~ ' as bigint)') -%}
    {%- endfor -%}
    {{- return('cast(' ~ (digits | join('\n        + ') or '0') ~ ' as bigint)') -}}
{%- endmacro -%}

{#- {'word_<n>': [each rule's pattern in that word]}. rules: see _rule_parts. -#}
{%- macro _patterns(rules, words) -%}
    {%- set found = {} -%}
    {%- for word in words -%}
        {%- set patterns = found.setdefault('word_' ~ word, []) -%}
        {%- for parts in rules.values() -%}{%- do patterns.append(_pattern(parts, word)) -%}{%- endfor -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}

{#-
    Common table expressions; the last is counted: the numbers of customers for each part, from patterns (rule: its
    number from 0; word_<n>; customers). A part is met if its bits say true; an unmet part is false or unknown.
-#}
{%- macro _counted_parts(rules, words) -%}
    {%- set text, rows = dbt.type_string(), [] -%}
    {%- set columns = {'rule': 'bigint', 'segment': text, 'position': 'bigint', 'depth': 'bigint', 'kind': text,
        'words': text, 'is_alone': 'boolean'} -%}
    {%- for word in words -%}
        {%- do columns.update({'needed_' ~ word: 'bigint', 'others_' ~ word: 'bigint', 'own_' ~ word: 'bigint'}) -%}
    {%- endfor -%}
    {%- for parts in rules.values() -%}{%- set rule = loop.index0 -%}{%- for part in parts -%}
        {%- set row = [rule, _quote(part.segment), part.position, part.depth, _quote(part.kind),
            _quote(part.words), part.is_alone | lower] -%}
        {%- set others = parts | selectattr('is_alone') | rejectattr('position', 'equalto', part.position) | list -%}
        {%- for word in words -%}
            {%- set needed = parts | selectattr('position', 'in', part.before) | list -%}
            {%- do row.extend([_true_bits(needed, word), _true_bits(others, word), _true_bits([part], word)]) -%}
        {%- endfor -%}
        {%- do rows.append(row) -%}
    {%- endfor -%}{%- endfor -%}
parts as (
    {{ _inline_table(columns, rows) }}
),
counted as (
    select
        parts.segment,
        parts.position,
        parts.depth,
        parts.kind,
        parts.words,
        {%- for name, tests in {'remaining': ['needed', 'own'], 'removed_alone': ['others', 'unmet'],
            'false_count': ['false'], 'unknown_count': ['unknown']}.items() %}
        {{ 'case when parts.is_alone then ' if name == 'removed_alone' -}}
        coalesce(sum(case when {% for test in tests %}{{ ' and ' if not loop.first
            }}{{ _bits_met(test, words) }}{% endfor %} then patterns.customers end), 0)
        {{- ' end' if name == 'removed_alone' }} as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from parts
    left join patterns on parts.rule = patterns.rule
    group by parts.segment, parts.position, parts.depth, parts.kind, parts.words, parts.is_alone
)
{%- endmacro -%}

{#-
    The condition that a pattern's bits pass a test: all bits of `needed`, `others` or `own` are true, or the part's own
    bits are false, unknown, or either of these (unmet).
-#}
{%- macro _bits_met(test, words) -%}
    {%- set met = [] -%}
    {%- for word in words -%}
        {%- set column = 'parts.' ~ ('own' if test in ['false', 'unknown', 'unmet'] else test) ~ '_' ~ word -%}
        {%- do met.append('(patterns.word_' ~ word ~ ' & (3 * ' ~ column ~ ')) = '
            ~ {'false': '0', 'unknown': '2 * ' ~ column}.get(test, column)) -%}
    {%- endfor -%}
    {{- return(('not (' ~ met | join(' and ') ~ ')') if test == 'unmet' else met | join(' and ')) -}}
{%- endmacro -%}
