{#- Refuses a rule that uses names that the data and the segments don't have. -#}
{%- macro _check_vocabulary(ordered, relations) -%}
    {%- set event_names = ref('event_names') -%}
    {%- set known = {
        'events': _rows_of(event_names, 'select event_name from ' ~ event_names) | map('first') | list,
        'lists': _rows_of(relations.lists, 'select distinct list_name from ' ~ relations.lists) | map('first') | list,
        'columns': adapter.get_columns_in_relation(relations.events) | map(attribute='name') | map('lower') | list,
        'traits': adapter.get_columns_in_relation(relations.customers) | map(attribute='name') | map('lower') | list,
        'segments': ordered | map(attribute='name') | list,
    } -%}
    {%- for segment in ordered -%}
        {%- for mistake in _vocabulary_mistakes(segment.features, _column_name(['segment', segment.name]), known) -%}
            {%- do _refuse(mistake, segment.file) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro -%}
