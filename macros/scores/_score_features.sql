{#-
    What the model next_purchase learns from beside purchases, by `features` of the variable scores: [{event, days,
    name}], how many events of a kind a customer had over so many days. Counts of events alone can be told as of a past
    day: traits have no history, and a trait of today knows what happened since.
-#}
{%- macro _score_features() -%}
    {%- set given, found = (_scores() or {}).features or [], {} -%}
    {%- if given is string or given is mapping or given is not sequence -%}
        {%- do _refuse_score_feature(given) -%}
    {%- endif -%}
    {%- for entry in given -%}
        {%- set days = entry.get('within_days') if entry is mapping -%}
        {%- if days is not integer or days is boolean or days < 1 or not entry.get('event')
            or (entry.keys() | sort | list) != ['event', 'within_days'] -%}
            {%- do _refuse_score_feature(entry) -%}
        {%- endif -%}
        {%- set name = _column_name(['count', entry.event, days ~ 'd']) -%}
        {%- do found.update({name: {'event': entry.event | string, 'days': days, 'name': name} }) -%}
    {%- endfor -%}
    {{- return(found.values() | list) -}}
{%- endmacro -%}

{#- The same, where each kind of event is one that the data have. -#}
{%- macro _known_score_features() -%}
    {%- set features, names = _score_features(), ref('event_names') -%}
    {%- set known = _rows_of(names, 'select event_name from ' ~ names ~ ' order by event_name') if features else [] -%}
    {%- set known = known | map('first') | list -%}
    {%- for feature in features if execute and feature.event not in known -%}
        {%- do _refuse("scores: features: '" ~ feature.event ~ "' is not an event of the data"
            ~ _nearest(feature.event, known), 'dbt_project.yml') -%}
    {%- endfor -%}
    {{- return(features) -}}
{%- endmacro -%}

{%- macro _refuse_score_feature(given) -%}
    {%- do _refuse("scores: features: '" ~ given ~ "' is not a count of events such as {event: visit, within_days: 30}",
        'dbt_project.yml') -%}
{%- endmacro -%}
