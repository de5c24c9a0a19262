{#-
    Customers who did the steps in order: the earliest time of each step after the earliest time of the step before it.
-#}
{%- macro _standalone_in_order(feature, inputs, clock) -%}
    {%- set chain = namespace(sql='select customer_id, min(occurred_at) as reached_at from '
        ~ _standalone_events(feature.steps[0], feature.window, inputs, clock) ~ ' as step_1 group by customer_id') -%}
    {%- for step in feature.steps[1:] -%}
        {%- set chain.sql = 'select step.customer_id, min(step.occurred_at) as reached_at\n    from '
            ~ _standalone_events(step, feature.window, inputs, clock) ~ ' as step\n    inner join (\n    ' ~ chain.sql
            ~ '\n    ) as before on step.customer_id = before.customer_id and step.occurred_at > before.reached_at'
            ~ '\n    group by step.customer_id' -%}
    {%- endfor %}
    select customer_id, true as value
    from (
    {{ chain.sql }}
    ) as finished
{%- endmacro -%}

{#- Customers who did the first event but not the other one in time, once that time is over. -#}
{%- macro _standalone_then_not(feature, inputs, clock) %}
    select distinct begun.customer_id, true as value
    from {{ _standalone_events(feature.first, feature.window, inputs, clock) }} as begun
    where
        {%- if 'days' in feature.patience %}
        begun.occurred_on < {{ _days_before(clock.day, feature.patience.days) }}
        {%- else %}
        begun.occurred_at <= {{ _timestamp(clock.as_of, feature.patience.hours) }}
        {%- endif %}
        and not exists (
            select 1
            from {{ _standalone_events(feature.other, {}, inputs, clock) }} as followed
            where
                followed.customer_id = begun.customer_id and followed.occurred_at > begun.occurred_at
                {%- if 'days' in feature.patience %}
                and followed.occurred_on <= cast({{ dbt.dateadd('day', feature.patience.days,
                    'begun.occurred_on') }} as date)
                {%- else %}
                and followed.occurred_at <= {{ dbt.dateadd('hour', feature.patience.hours, 'begun.occurred_at') }}
                {%- endif %}
        )
{%- endmacro -%}
