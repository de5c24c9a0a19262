-- Trust our own brand with two fifths of what they spend: first to try what is new in it.
-- Fifty lines in half a year, so that a share means something.
{% call segment() %}
    {{ did('purchase', at_least=50, within_days=180) }}
    and {{ total('purchase', 'amount', within_days=180, where="brand = 'Private'") }}
    >= 0.4 * {{ total('purchase', 'amount', within_days=180) }}
{% endcall %}
