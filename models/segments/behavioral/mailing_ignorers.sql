-- Three mailings or more in half a year and not one coupon redeemed: save the paper and the postage.
{% call segment() %}
    {{ did('campaign_mailing', at_least=3, within_days=180) }}
    and not {{ did('coupon_redemption', within_days=180) }}
{% endcall %}
