{% call segment() %}
    {{ in_arm('welcome', 'coupon') }}
{% endcall %}
