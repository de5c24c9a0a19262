{#- In the shared pass over one kind of event up to the clock: the condition for an event to count for a feature. -#}
{%- macro _feature_filter(window, where, clock) -%}
    {%- set conditions = [] -%}
    {%- if 'days' in window -%}{%- do conditions.append('occurred_on >= '
        ~ _days_before(clock.day, window.days - 1)) -%}{%- endif -%}
    {%- if 'hours' in window -%}{%- do conditions.append('occurred_at >= '
        ~ _timestamp(clock.as_of, window.hours)) -%}{%- endif -%}
    {%- if 'from_days' in window -%}
        {%- do conditions.append('occurred_on >= ' ~ _days_before(clock.day, window.from_days)) -%}
        {%- do conditions.append('occurred_on <= ' ~ _days_before(clock.day, window.to_days)) -%}
    {%- endif -%}
    {%- if 'since' in window -%}{%- do conditions.append("occurred_on >= date '" ~ window.since ~ "'") -%}{%- endif -%}
    {%- if where -%}{%- do conditions.append('(\n' ~ where ~ '\n)') -%}{%- endif -%}
    {{- return(conditions | join(' and ')) -}}
{%- endmacro -%}

{#-
    One feature's aggregate in the shared pass, over events from first_day on, if it is given. Days since a time are
    kept as that day, which stays valid when the clock moves. Conditions are case expressions, because DuckDB selects
    rows again for each aggregate with a filter clause.
-#}
{%- macro _feature_aggregate(feature, clock, first_day=none) -%}
    {%- set condition = _feature_filter(feature.window, feature.where, clock) -%}
    {%- set condition = '' if first_day and condition == 'occurred_on >= ' ~ first_day else condition -%}
    {%- set kind = _kinds()[feature.kind] -%}
    {%- set value = kind.value or feature.column -%}
    {{- return(kind.aggregate.format('case when ' ~ condition ~ ' then ' ~ value ~ ' end' if condition else value)) -}}
{%- endmacro -%}
