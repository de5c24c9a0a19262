{#-
    A segment's definition and those of all segments that it is built on, lowest level first, as JSON from which
    _standalone() can evaluate it at any later release. columns: those that a rule can name (_rule_columns()). Raise
    _kept_form() if features get another form: what was kept before then can't be evaluated any more.
-#}
{%- macro _kept_definition(ordered, name, columns) -%}
    {%- set segments = [] -%}
    {%- for segment in _segments_below(ordered, name) + (ordered | selectattr('name', 'equalto', name) | list) -%}
        {%- do segments.append({'name': segment.name, 'rule': segment.rule, 'features': segment.features,
            'below': segment.below}) -%}
    {%- endfor -%}
    {{- return(tojson({'form': _kept_form(), 'columns': columns, 'segments': segments})) -}}
{%- endmacro -%}

{%- macro _kept_form() -%}
    {{- return(1) -}}
{%- endmacro -%}

{#- The columns of customers and events, with their types: {name: [type]}. -#}
{%- macro _rule_columns() -%}
    {%- set found = {} -%}
    {%- for relation in [ref('customers'), ref('events')] if execute -%}
        {%- for column in adapter.get_columns_in_relation(relation) -%}
            {%- do found.setdefault(column.name, []).append(column.dtype) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}

{#-
    Whether a kept definition can be evaluated on the present data: the columns that it names have the same types, and
    the segments whose past members it asks for are still called so. names: the present segments.
-#}
{%- macro _is_evaluable(kept, columns, names) -%}
    {%- if kept.form != _kept_form() -%}{{- return(false) -}}{%- endif -%}
    {%- set said = tojson(kept.segments) -%}
    {%- for name, types in kept.columns.items() if columns.get(name) != types
        and modules.re.search('\\b' ~ modules.re.escape(name) ~ '\\b', said) -%}
        {{- return(false) -}}
    {%- endfor -%}
    {%- for segment in kept.segments -%}
        {%- for feature in segment.features.values() if feature.kind in _kinds_from(['stays'])
            and feature.segment not in names -%}
            {{- return(false) -}}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(true) -}}
{%- endmacro -%}
