{#- A rank in the shared pass: customers without the number come in a part of their own and get none. -#}
{%- macro _feature_rank(need) -%}
    {%- set number = '(' ~ need.number ~ ')' -%}
    {%- set order = 'order by ' ~ number ~ ' desc nulls last, customer_id' -%}
    {%- set part = 'partition by ' ~ (need.by ~ ', ' if need.by else '') ~ 'case when ' ~ number ~ ' is null then 1 else 0 end ' -%}
    {%- set function = 'ntile(10)' if need.kind == 'decile' else '1 - percent_rank()' -%}
    {{- return('case when ' ~ number ~ ' is not null then ' ~ function ~ ' over (' ~ part ~ order ~ ') end') -}}
{%- endmacro -%}
