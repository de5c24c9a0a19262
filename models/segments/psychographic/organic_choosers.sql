-- Buy organic produce or from the nutrition aisle twice a month or more: the range for conscious eaters.
{% call segment() %}
    {{ did('purchase', at_least=12, within_days=180,
            where="department = 'NUTRITION' or category = 'ORGANICS FRUIT & VEGETABLES'") }}
{% endcall %}
