{#-
    What segments are profiled by beside traits, from the variable profile_features: [{label, feature}], how many events
    of a kind a customer had over the days up to the clock. An entry without an event counts the value event. A kind of
    event that the data don't have is left out.
-#}
{%- macro _profile_features() -%}
    {%- set given, found, names = var('profile_features', none) or [], {}, ref('event_names') -%}
    {%- set keys = ['event', 'within_days'] -%}
    {%- if given is string or given is mapping or given is not sequence -%}
        {%- do _refuse_profile_feature(given) -%}
    {%- endif -%}
    {%- for entry in given -%}
        {%- set days = entry.get('within_days') if entry is mapping -%}
        {%- if days is not integer or days is boolean or days < 1
            or entry.keys() | reject('in', keys) | list -%}
            {%- do _refuse_profile_feature(entry) -%}
        {%- endif -%}
        {%- set event = entry.event | string if entry.get('event') is not none else _value_feature().event -%}
        {%- if event is none or _rows_of(names, 'select 1 from ' ~ names ~ ' where event_name = ' ~ _quote(event)) -%}
            {%- set label = (event or 'events') ~ ' in ' ~ days ~ ' days' -%}
            {%- set feature = {'name': _column_name(['profile', event or 'any', days ~ 'd']), 'kind': 'count',
                'event': event, 'column': none, 'where': none, 'window': {'days': days} } -%}
            {%- do found.update({label: {'label': label, 'feature': feature} }) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(found.values() | list) -}}
{%- endmacro -%}

{%- macro _refuse_profile_feature(given) -%}
    {%- do _refuse('profile_features=' ~ given ~ ' is not a list of events and days such as [{event: order, '
        ~ 'within_days: 90}]', 'dbt_project.yml') -%}
{%- endmacro -%}

{#- What is kept of every customer whatever the rules need: the value, and what profiles count. -#}
{%- macro _features_of_everybody() -%}
    {{- return([_value_feature()] + (_profile_features() | map(attribute='feature') | list)) -}}
{%- endmacro -%}
