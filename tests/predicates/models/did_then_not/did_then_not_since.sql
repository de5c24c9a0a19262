{% call segment() %}
    {{ did_then_not('visit', 'basket', within_days=2, since='2017-06-25') }}
{% endcall %}
