{% call segment() %}
    {{ did('basket', at_least=0, at_most=1, within_days=2) }}
{% endcall %}
