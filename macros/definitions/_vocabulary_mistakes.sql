{#-
    Names in a segment's predicates that don't exist, as sentences without the file: an event, a list, a column of
    events, a trait or a segment. Also a trait with the column name of the verdict or of a feature. known: {'events',
    'columns', 'traits', 'lists', 'segments'}, columns and traits in lower case. If there are no events at all, the
    audit reports it instead.
-#}
{%- macro _vocabulary_mistakes(features, column, known) -%}
    {%- set found = [] -%}
    {%- for name in (features | list) + [column] if name in known.traits -%}
        {%- do found.append("the trait '" ~ name
            ~ "' has the name that a part of this rule is evaluated under; rename the column of customers_relation") -%}
    {%- endfor -%}
    {%- for feature in features.values() -%}
        {%- set asked = [] -%}
        {%- set ends = [feature.first, feature.other] if feature.kind == 'then_not' else [] -%}
        {%- for step in [feature] + feature.get('steps', []) + ends if known.events and step.get('event') -%}
            {%- do asked.append(['event', step.event, known.events]) -%}
        {%- endfor -%}
        {%- if feature.get('column') -%}
            {%- do asked.append(['column', feature.column | lower, known.columns]) -%}
        {%- endif -%}
        {%- for trait in [feature.get('by'), feature.get('trait')] if trait -%}
            {%- do asked.append(['trait', trait | lower, known.traits]) -%}
        {%- endfor -%}
        {%- if feature.kind == 'list' -%}{%- do asked.append(['list', feature.list, known.lists]) -%}{%- endif -%}
        {%- if _kinds()[feature.kind].from == 'stays' -%}
            {%- do asked.append(['segment', feature.segment, known.segments]) -%}
        {%- endif -%}
        {%- for what, received, valid in asked if received not in valid -%}
            {%- do found.append(feature.predicate ~ '(): unknown ' ~ what ~ " '" ~ received ~ "'"
                ~ _nearest(received, valid)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(found | unique | list) -}}
{%- endmacro -%}
