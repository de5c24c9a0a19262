{% call segment() %}
    {{ did_then_not('visit', 'basket', within_hours=24) }}
{% endcall %}
