{#-
    A rank in the shared pass. Customers without the number are in a partition of their own and get no rank. A
    percentile is counted from the lowest up, because 1 minus a share would miss 0.1 by a rounding error.
-#}
{%- macro _feature_rank(feature) -%}
    {#- On its own lines, because it can end in a comment. -#}
    {%- set number = '(\n' ~ feature.number ~ '\n)' -%}
    {%- set part = 'partition by ' ~ (feature.by ~ ', ' if feature.by else '') ~ 'case when ' ~ number
        ~ ' is null then 1 else 0 end' -%}
    {%- set places = {
        'decile': 'ntile(10) over (' ~ part ~ ' order by ' ~ number ~ ' desc nulls last, customer_id)',
        'percentile': 'case when count(*) over (' ~ part ~ ') = 1 then 1 else percent_rank() over (' ~ part
        ~ ' order by ' ~ number
            ~ ' nulls first, customer_id desc) end',
    } -%}
    {{- return('case when ' ~ number ~ ' is not null then ' ~ places[feature.kind] ~ ' end') -}}
{%- endmacro -%}

{#- The ranks among these features, as further select items. -#}
{%- macro _ranks(features) -%}
    {%- set ranked = _kinds_from(['rank']) -%}
    {%- for feature in features if feature.kind in ranked %},
        {{ _feature_rank(feature) }} as {{ feature.name }}
    {%- endfor -%}
{%- endmacro -%}
