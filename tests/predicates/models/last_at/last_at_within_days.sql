{% call segment() %}
    {{ last_at('basket', within_days=2) }} is not distinct from by_hand_at
{% endcall %}
