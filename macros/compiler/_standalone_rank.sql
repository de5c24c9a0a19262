{#- A rank in a standalone query: among the customers who have the number at all. -#}
{%- macro _standalone_rank(need) -%}
    {%- set among = 'over (partition by (' ~ need.number ~ ') is null' ~ (', ' ~ need.by if need.by else '')
        ~ ' order by (' ~ need.number ~ ') desc nulls last, customer_id)' -%}
    {%- set place = 'ntile(10) ' ~ among if need.kind == 'decile' else '1 - percent_rank() ' ~ among -%}
    {{- return('case when (' ~ need.number ~ ') is not null then ' ~ place ~ ' end') -}}
{%- endmacro -%}
