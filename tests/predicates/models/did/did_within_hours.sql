{% call segment() %}
    {{ did('basket', within_hours=24) }}
{% endcall %}
