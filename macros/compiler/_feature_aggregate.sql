{#-
    One feature's aggregate within the shared pass: filter is a condition, or empty for all events of the
    kind. Days since a time are kept as the day itself, which stays true as the clock moves.
-#}
{%- macro _feature_aggregate(need, clock) -%}
    {%- set condition = _feature_filter(need.window, need.where, clock) -%}
    {%- set only = ' filter (where ' ~ condition ~ ')' if condition else '' -%}
    {%- set column = need.column -%}
    {%- if need.kind == 'count' -%}{{- return('count(*)' ~ only) -}}
    {%- elif need.kind == 'distinct' -%}{{- return('count(distinct ' ~ column ~ ')' ~ only) -}}
    {%- elif need.kind == 'avg' -%}
        {{- return('round(sum(' ~ column ~ ')' ~ only ~ ' / nullif(count(' ~ column ~ ')' ~ only ~ ', 0), 6)') -}}
    {%- elif need.kind == 'first' -%}{{- return('min(occurred_at)' ~ only) -}}
    {%- elif need.kind == 'last' -%}{{- return('max(occurred_at)' ~ only) -}}
    {%- elif need.kind == 'days_since_first' -%}{{- return('min(occurred_on)' ~ only) -}}
    {%- elif need.kind == 'days_since_last' -%}{{- return('max(occurred_on)' ~ only) -}}
    {%- endif -%}
    {{- return(need.kind ~ '(' ~ column ~ ')' ~ only) -}}
{%- endmacro -%}
