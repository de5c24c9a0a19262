{#- Customers who did the first and then, in time that is over by the clock, not the other. -#}
{%- macro _standalone_then_not(need, inputs, clock) %}
    select distinct begun.customer_id, true as answer
    from {{ _standalone_events(need.first, need.window, inputs, clock) }} as begun
    where
        {%- if 'days' in need.patience %}
        begun.occurred_on < {{ _days_before(clock.day, need.patience.days) }}
        {%- else %}
        begun.occurred_at <= {{ _timestamp(clock.as_of, need.patience.hours) }}
        {%- endif %}
        and not exists (
            select 1
            from {{ _standalone_events(need.other, {}, inputs, clock) }} as followed
            where
                followed.customer_id = begun.customer_id and followed.occurred_at > begun.occurred_at
                {%- if 'days' in need.patience %}
                and followed.occurred_on <= cast({{ dbt.dateadd('day', need.patience.days, 'begun.occurred_on') }} as date)
                {%- else %}
                and followed.occurred_at <= {{ dbt.dateadd('hour', need.patience.hours, 'begun.occurred_at') }}
                {%- endif %}
        )
{%- endmacro -%}
