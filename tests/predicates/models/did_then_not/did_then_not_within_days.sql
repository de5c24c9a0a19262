{% call segment() %}
    {{ did_then_not('visit', 'basket', within_days=2) }}
{% endcall %}
