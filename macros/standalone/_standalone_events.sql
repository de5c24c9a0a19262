{#- The events that a step asks for, as a subquery: step is {'event', 'where'}, window as _window gives it. -#}
{%- macro _standalone_events(step, window, inputs, clock) -%}
(
        select *
        from {{ inputs.events }} as events
        where events.event_name = {{ _quote(step.event) }} and {{ _standalone_window(window, clock, 'events') }}
            {%- if step.where %}
            and (
                {{ step.where }}
            )
            {%- endif %}
    )
{%- endmacro -%}
