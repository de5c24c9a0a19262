{#- The condition under which an event counts for a feature, in the shared pass over one kind of event up to the clock. -#}
{%- macro _feature_filter(window, where, clock) -%}
    {%- set conditions = [] -%}
    {%- if 'days' in window -%}{%- do conditions.append('occurred_on >= ' ~ _days_before(clock.day, window.days - 1)) -%}{%- endif -%}
    {%- if 'hours' in window -%}{%- do conditions.append('occurred_at >= ' ~ _timestamp(clock.as_of, window.hours)) -%}{%- endif -%}
    {%- if 'from_days' in window -%}
        {%- do conditions.append('occurred_on >= ' ~ _days_before(clock.day, window.from_days)) -%}
        {%- do conditions.append('occurred_on <= ' ~ _days_before(clock.day, window.to_days)) -%}
    {%- endif -%}
    {%- if 'since' in window -%}{%- do conditions.append("occurred_on >= date '" ~ window.since ~ "'") -%}{%- endif -%}
    {%- if where -%}{%- do conditions.append('(\n' ~ where ~ '\n)') -%}{%- endif -%}
    {{- return(conditions | join(' and ')) -}}
{%- endmacro -%}
