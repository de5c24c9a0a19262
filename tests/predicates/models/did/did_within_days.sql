{% call segment() %}
    {{ did('basket', within_days=2) }}
{% endcall %}
