{#-
    What customers did, by thing: CTEs of who bought what (bought), how many of each tenth did (everybody), and the
    things that a hundredth of all customers have (things). They read placed: customer_id and tenth.
-#}
{%- macro things_bought(setting) -%}
{%- set clock = _planned_clock() -%}
{%- set thing = adapter.quote(setting.by) if setting.by else 'event_name' -%}
bought as (
    select
        placed.customer_id,
        placed.tenth,
        did.thing,
        did.amount
    from (
        select
            customer_id,
            cast({{ thing }} as {{ dbt.type_string() }}) as thing,
            cast(sum(amount) as double precision) as amount
        from {{ ref('events') }}
        where
            occurred_on > {{ _days_before(clock.day, setting.within_days) }}
            and occurred_at <= {{ _timestamp(clock.as_of) }}
            {%- if setting.event %}
            and event_name = {{ _quote(setting.event) }}
            {%- endif %}
            and {{ thing }} is not null
        group by customer_id, {{ thing }}
    ) as did
    inner join placed on did.customer_id = placed.customer_id
),

everybody as (
    select
        thing,
        tenth,
        count(*) as buyers,
        sum(amount) as amount
    from bought
    group by thing, tenth
),

-- Of a thing that a smaller share of all customers have, nothing is said.
things as (
    select thing
    from everybody
    group by thing
    having sum(buyers) >= 0.01 * (select count(*) from placed)
)
{%- endmacro -%}
