{#-
    A rank in the shared pass. Customers without the number are in a partition of their own and get no rank. A
    percentile is counted from the lowest up, because 1 minus a share would miss 0.1 by a rounding error.
-#}
{%- macro _feature_rank(need) -%}
    {#- On its own lines, because it can end in a comment. -#}
    {%- set number = '(\n' ~ need.number ~ '\n)' -%}
    {%- set part = 'partition by ' ~ (need.by ~ ', ' if need.by else '') ~ 'case when ' ~ number
        ~ ' is null then 1 else 0 end' -%}
    {%- set places = {
        'decile': 'ntile(10) over (' ~ part ~ ' order by ' ~ number ~ ' desc nulls last, customer_id)',
        'percentile': 'case when count(*) over (' ~ part ~ ') = 1 then 1 else percent_rank() over (' ~ part
        ~ ' order by ' ~ number
            ~ ' nulls first, customer_id desc) end',
    } -%}
    {{- return('case when ' ~ number ~ ' is not null then ' ~ places[need.kind] ~ ' end') -}}
{%- endmacro -%}

{#- The ranks among these features, as further select items. -#}
{%- macro _ranks(needs) -%}
    {%- set ranked = _kinds_from(['rank']) -%}
    {%- for need in needs if need.kind in ranked %},
        {{ _feature_rank(need) }} as {{ need.name }}
    {%- endfor -%}
{%- endmacro -%}
