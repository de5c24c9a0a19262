{% call segment() %}
    {{ decile_of(average('basket', 'amount', within_days=2)) }} is not distinct from by_hand
{% endcall %}
