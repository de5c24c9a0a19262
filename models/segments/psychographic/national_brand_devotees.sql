-- Hardly touch our own brand: manufacturers pay for offers to them, own-brand mailings are wasted.
{% call segment() %}
    {{ did('purchase', at_least=50, within_days=180) }}
    and {{ total('purchase', 'amount', within_days=180, where="brand = 'Private'") }}
    <= 0.12 * {{ total('purchase', 'amount', within_days=180) }}
{% endcall %}
