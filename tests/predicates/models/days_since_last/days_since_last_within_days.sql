{% call segment() %}
    {{ days_since_last('basket', within_days=2) }} is not distinct from by_hand
{% endcall %}
