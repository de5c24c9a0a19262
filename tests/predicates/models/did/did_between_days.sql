{% call segment() %}
    {{ did('basket', between_days=(1, 2)) }}
{% endcall %}
