{#-
    Names in a segment's predicates that don't exist, as sentences without the file: an event, a list, a column of
    events, a trait or a segment. Also a trait with the column name of the verdict or of a feature. known: {'events',
    'columns', 'traits', 'lists', 'segments'}, columns and traits in lower case. If there are no events at all, the
    audit reports it instead.
-#}
{%- macro _vocabulary_mistakes(needs, column, known) -%}
    {%- set found = [] -%}
    {%- for name in (needs | list) + [column] if name in known.traits -%}
        {%- do found.append("the trait '" ~ name
            ~ "' has the name that a part of this rule is evaluated under; rename the column of customers_relation") -%}
    {%- endfor -%}
    {%- for need in needs.values() -%}
        {%- set asked = [] -%}
        {%- for step in [need] + need.get('steps', []) + ([need.first, need.other] if need.kind == 'then_not' else [])
            if known.events and step.get('event') -%}
            {%- do asked.append(['event', step.event, known.events]) -%}
        {%- endfor -%}
        {%- if need.get('column') -%}
            {%- do asked.append(['column', need.column | lower, known.columns]) -%}
        {%- endif -%}
        {%- for trait in [need.get('by'), need.get('trait')] if trait -%}
            {%- do asked.append(['trait', trait | lower, known.traits]) -%}
        {%- endfor -%}
        {%- if need.kind == 'list' -%}{%- do asked.append(['list', need.list, known.lists]) -%}{%- endif -%}
        {%- if _kinds()[need.kind].from == 'stays' -%}
            {%- do asked.append(['segment', need.segment, known.segments]) -%}
        {%- endif -%}
        {%- for what, received, valid in asked if received not in valid -%}
            {%- do found.append(need.predicate ~ '(): unknown ' ~ what ~ " '" ~ received ~ "'"
                ~ _nearest(received, valid)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(found | unique | list) -}}
{%- endmacro -%}
