{#- A feature's aggregate over the events found. Averages are rounded to six decimals, which every engine can do. -#}
{%- macro _standalone_value(need, clock) -%}
    {{- return({
        'count': 'count(*)',
        'sum': 'sum(' ~ need.column ~ ')',
        'avg': 'round(sum(' ~ need.column ~ ') / nullif(count(' ~ need.column ~ '), 0), 6)',
        'median': 'min(' ~ need.column ~ ') * 0.5 + max(' ~ need.column ~ ') * 0.5',
        'min': 'min(' ~ need.column ~ ')',
        'max': 'max(' ~ need.column ~ ')',
        'distinct': 'count(distinct ' ~ need.column ~ ')',
        'first': 'min(occurred_at)',
        'last': 'max(occurred_at)',
        'days_since_first': dbt.datediff('min(occurred_on)', _days_before(clock.day, 0), 'day'),
        'days_since_last': dbt.datediff('max(occurred_on)', _days_before(clock.day, 0), 'day'),
    }[need.kind]) -}}
{%- endmacro -%}
