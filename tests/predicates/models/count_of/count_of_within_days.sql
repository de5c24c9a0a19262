{% call segment() %}
    {{ count_of('basket', within_days=2) }} is not distinct from by_hand
{% endcall %}
