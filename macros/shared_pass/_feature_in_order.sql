{#-
    Customers who did the steps in order. One ordered reading of their events finds when they first reached each step
    after the step before it.
-#}
{%- macro _feature_in_order(feature, relations, clock) %}
    select customer_id
    from (
        {%- for step in feature.steps[1:] | reverse %}
        select
            *, min(case when is_step_{{ loop.revindex + 1 }}
                and occurred_at > reached_{{ loop.revindex }} then occurred_at end)
                over (partition by customer_id) as reached_{{ loop.revindex + 1 }}
        from (
        {%- endfor %}
        select *, min(case when is_step_1 then occurred_at end) over (partition by customer_id) as reached_1
        from (
            select
                customer_id, occurred_at
                {%- for step in feature.steps %},
                event_name = {{ _quote(step.event) }}{% if step.where %} and (
                    {{ step.where }}
                ){% endif %} as is_step_{{ loop.index }}
                {%- endfor %}
            from {{ relations.events }}
            where
                event_name in ({% for step in feature.steps %}{{ _quote(step.event) }}{{ ', '
                    if not loop.last }}{% endfor %})
                and occurred_at <= {{ _timestamp(clock.as_of) }}
                {%- set inside = _feature_filter(feature.window, none, clock) %}{{ ' and ' ~ inside if inside }}
        ) as steps
        {%- for step in feature.steps[1:] %}
        ) as step_{{ loop.index }}
        {%- endfor %}
    ) as finished
    where reached_{{ feature.steps | length }} is not null
    group by customer_id
{%- endmacro -%}
