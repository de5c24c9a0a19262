{% call segment() %}
    {{ did('basket', at_most=1, within_days=2) }}
{% endcall %}
