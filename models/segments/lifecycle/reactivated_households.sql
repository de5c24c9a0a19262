-- Back after two months or more without a basket: make the return worth their while.
{% call segment() %}
    {{ did('basket', within_days=30) }}
    and not {{ did('basket', between_days=(30, 89)) }}
{% endcall %}
