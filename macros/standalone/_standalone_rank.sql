{#- A rank in the standalone query, among the customers who have the number. -#}
{%- macro _standalone_rank(feature) -%}
    {%- set ranked = '(\n        ' ~ feature.number ~ '\n        )' -%}
    {%- set among = 'partition by ' ~ ranked ~ ' is null' ~ (', ' ~ feature.by if feature.by else '') -%}
    {%- set highest_first = '(' ~ among ~ ' order by ' ~ ranked ~ ' desc nulls last, customer_id)' -%}
    {%- set size = 'count(*) over (' ~ among ~ ')' -%}
    {#- One division, because 1 minus a share would miss 0.1 by a rounding error. A single customer has rank 1. -#}
    {%- set place = 'ntile(10) over ' ~ highest_first if feature.kind == 'decile' else
        'coalesce(cast(' ~ size ~ ' - row_number() over ' ~ highest_first ~ ' as double precision) / nullif(' ~ size
        ~ ' - 1, 0), 1)' -%}
    {{- return('case when ' ~ ranked ~ ' is not null then ' ~ place ~ ' end') -}}
{%- endmacro -%}
