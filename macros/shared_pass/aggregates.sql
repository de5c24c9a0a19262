{#-
    The condition under which an event counts for a feature, in the shared pass over one kind of event up to the clock.
-#}
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
    One feature's aggregate within the shared pass, over events from first_day on, if any. Days since a time
    are kept as the day itself, which stays true as the clock moves. Conditions are cases: DuckDB chooses rows
    anew for each aggregate that has a filter clause.
-#}
{%- macro _feature_aggregate(need, clock, first_day=none) -%}
    {%- set condition = _feature_filter(need.window, need.where, clock) -%}
    {%- set condition = '' if first_day and condition == 'occurred_on >= ' ~ first_day else condition -%}
    {%- set kind = _kinds()[need.kind] -%}
    {%- set value = kind.value or need.column -%}
    {{- return(kind.aggregate.format('case when ' ~ condition ~ ' then ' ~ value ~ ' end' if condition else value)) -}}
{%- endmacro -%}
