-- A coupon for every five baskets, and none of the top tenth by spending: a visit costs us margin. Hidden.
{% call segment() %}
    {{ did('coupon_redemption', at_least=3, within_days=180) }}
    and {{ count_of('coupon_redemption', within_days=180) }}
    >= 0.2 * {{ count_of('basket', within_days=180) }}
    and {{ decile_of(total('basket', 'amount', within_days=180)) }} >= 2
{% endcall %}
