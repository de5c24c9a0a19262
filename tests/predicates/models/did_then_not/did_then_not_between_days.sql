{% call segment() %}
    {{ did_then_not('visit', 'basket', within_days=2, between_days=(4, 5)) }}
{% endcall %}
