{% call segment() %}
    {{ did('basket', at_least=2, within_days=2) }}
{% endcall %}
