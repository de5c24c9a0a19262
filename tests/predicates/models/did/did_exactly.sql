{% call segment() %}
    {{ did('basket', exactly=2, within_days=2) }}
{% endcall %}
