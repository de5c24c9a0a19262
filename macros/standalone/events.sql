{#- The conditions for an event, as alias, to lie in a window that ends at the clock. -#}
{%- macro _standalone_window(window, clock, alias) -%}
    {%- set seen = alias ~ '.occurred_at <= ' ~ _timestamp(clock.as_of) -%}
    {%- set day = alias ~ '.occurred_on' -%}
    {%- if 'days' in window -%}
        {{- return(seen ~ ' and ' ~ day ~ ' > ' ~ _days_before(clock.day, window.days) ~ ' and ' ~ day ~ ' <= '
            ~ _days_before(clock.day, 0)) -}}
    {%- elif 'hours' in window -%}
        {{- return(seen ~ ' and ' ~ alias ~ '.occurred_at >= ' ~ _timestamp(clock.as_of, window.hours)) -}}
    {%- elif 'from_days' in window -%}
        {{- return(seen ~ ' and ' ~ day ~ ' between ' ~ _days_before(clock.day, window.from_days) ~ ' and '
            ~ _days_before(clock.day, window.to_days)) -}}
    {%- elif 'since' in window -%}
        {{- return(seen ~ ' and ' ~ day ~ " >= date '" ~ window.since ~ "'") -}}
    {%- endif -%}
    {{- return(seen) -}}
{%- endmacro -%}

{#- The events that a step counts, as a subquery. step: {'event', 'where'}; window: see _window. -#}
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
