{% call segment() %}
    not {{ did('basket', within_days=2) }}
{% endcall %}
