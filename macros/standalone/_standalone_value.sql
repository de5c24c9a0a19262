{#- A feature's aggregate over the events found. Averages are rounded to six decimals, which every engine can do. -#}
{%- macro _standalone_value(feature, clock) -%}
    {{- return({
        'count': 'count(*)',
        'sum': 'sum(' ~ feature.column ~ ')',
        'avg': 'round(sum(' ~ feature.column ~ ') / nullif(count(' ~ feature.column ~ '), 0), 6)',
        'median': 'min(' ~ feature.column ~ ') * 0.5 + max(' ~ feature.column ~ ') * 0.5',
        'min': 'min(' ~ feature.column ~ ')',
        'max': 'max(' ~ feature.column ~ ')',
        'distinct': 'count(distinct ' ~ feature.column ~ ')',
        'first': 'min(occurred_at)',
        'last': 'max(occurred_at)',
        'days_since_first': dbt.datediff('min(occurred_on)', _days_before(clock.day, 0), 'day'),
        'days_since_last': dbt.datediff('max(occurred_on)', _days_before(clock.day, 0), 'day'),
    }[feature.kind]) -}}
{%- endmacro -%}
