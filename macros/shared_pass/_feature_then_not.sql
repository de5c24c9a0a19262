{#- Customers with a first event that the other event didn't follow in time, once that time is over. -#}
{%- macro _feature_then_not(feature, relations, clock) -%}
    {%- set inside = _feature_filter(feature.window, feature.first.where, clock) -%}
    {%- set by_day = 'days' in feature.patience -%}
    {%- set unit, length = ('day', feature.patience.days) if by_day else ('hour', feature.patience.hours) -%}
    {%- set measured = 'occurred_on' if by_day else 'occurred_at' %}
    select begun.customer_id
    from (
        select customer_id, occurred_at, occurred_on
        from {{ relations.events }}
        where
            event_name = {{ _quote(feature.first.event) }} and occurred_at <= {{ _timestamp(clock.as_of) }}{{ ' and '
                ~ inside if inside }}
            and {{ 'occurred_on < ' ~ _days_before(clock.day, length) if by_day else 'occurred_at <= '
                ~ _timestamp(clock.as_of, length) }}
    ) as begun
    left join (
        select customer_id, occurred_at, occurred_on
        from {{ relations.events }}
        where
            event_name = {{ _quote(feature.other.event) }} and occurred_at <= {{ _timestamp(clock.as_of) }}
            {%- if feature.other.where %} and (
                {{ feature.other.where }}
            ){% endif %}
    ) as followed
        on begun.customer_id = followed.customer_id and followed.occurred_at > begun.occurred_at
        and followed.{{ measured }} <= cast({{ dbt.dateadd(unit, length, 'begun.' ~ measured) }} as {{ 'date' if by_day
            else 'timestamp' }})
    where followed.customer_id is null
    group by begun.customer_id
{%- endmacro -%}
