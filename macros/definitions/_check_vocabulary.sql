{#-
    Refuses a rule that names an event, a list, a column of events or a trait for ranks that the data don't have. Without
    any events it is the audit that says so.
-#}
{%- macro _check_vocabulary(ordered, relations) -%}
    {%- set event_names = ref('event_names') -%}
    {%- set events = _rows_of(event_names, 'select event_name from ' ~ event_names) | map('first') | list -%}
    {%- set lists = _rows_of(relations.lists, 'select distinct list_name from ' ~ relations.lists) | map('first') | list -%}
    {%- set columns = adapter.get_columns_in_relation(relations.events) | map(attribute='name') | map('lower') | list -%}
    {%- set traits = adapter.get_columns_in_relation(relations.customers) | map(attribute='name') | map('lower') | list -%}
    {%- set names = ordered | map(attribute='name') | list -%}
    {%- for segment in ordered -%}
        {%- for name in (segment.needs | list) + [_column_name(['segment', segment.name])] if name in traits -%}
            {%- do _refuse("the trait '" ~ name ~ "' has the name that a part of this rule is evaluated under; rename the column of customers_relation", segment.file) -%}
        {%- endfor -%}
    {%- for need in segment.needs.values() -%}
        {%- set asked = ([need.event] if 'event' in need else []) + (need.get('steps', []) | map(attribute='event') | list)
            + ([need.first.event, need.other.event] if need.kind == 'then_not' else []) -%}
        {%- for event in asked if events -%}{{ _check_name(segment, need, 'event', event, events) }}{%- endfor -%}
        {%- if need.get('column') -%}{{ _check_name(segment, need, 'column', need.column | lower, columns) }}{%- endif -%}
        {%- if need.get('by') -%}{{ _check_name(segment, need, 'trait', need.by | lower, traits) }}{%- endif -%}
        {%- if need.get('trait') -%}{{ _check_name(segment, need, 'trait', need.trait | lower, traits) }}{%- endif -%}
        {%- if need.kind == 'list' -%}{{ _check_name(segment, need, 'list', need.list, lists) }}{%- endif -%}
        {%- if _kinds()[need.kind].from == 'stays' -%}{{ _check_name(segment, need, 'segment', need.segment, names) }}{%- endif -%}
    {%- endfor -%}{%- endfor -%}
{%- endmacro -%}
