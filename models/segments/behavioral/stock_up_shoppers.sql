-- Come at most once a week and fill the car: bulk packs and delivery fit them.
{% call segment() %}
    {{ did('basket', at_least=3, at_most=12, within_days=90) }}
    and {{ average('basket', 'amount', within_days=90) }} >= 60
{% endcall %}
