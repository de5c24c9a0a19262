-- No basket for a month, though they used to come: the last moment at which a reminder is cheap.
{% call segment() %}
    {{ days_since_last('basket') }} between 30 and 89
{% endcall %}
