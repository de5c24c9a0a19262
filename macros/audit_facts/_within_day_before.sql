{#- Whether a timestamp lies in the 24 hours up to so many days before a datetime. -#}
{%- macro _within_day_before(timestamp, until, days) -%}
({{ timestamp }} > {{ _timestamp(until, 24 * days + 24) }} and {{ timestamp }} <= {{ _timestamp(until, 24 * days) }})
{%- endmacro -%}
