{% call segment() %}
    {{ median_of('basket', 'amount', within_days=2) }} is not distinct from by_hand
{% endcall %}
