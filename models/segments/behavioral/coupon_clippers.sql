-- Redeemed coupons twice or more in half a year: coupons move them, so spend the budget here.
{% call segment() %}
    {{ did('coupon_redemption', at_least=2, within_days=180) }}
{% endcall %}
