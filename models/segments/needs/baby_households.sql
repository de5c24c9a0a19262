-- A baby lives here, whatever the demographics say: nappies, formula and food bought again and again.
{% set baby_aisle = "category in ('BABY FOODS', 'BABY HBC', 'DIAPERS & DISPOSABLES',
    'INFANT CARE PRODUCTS', 'INFANT FORMULA')" %}
{% call segment() %}
    {{ did('purchase', at_least=4, within_days=180, where=baby_aisle) }}
{% endcall %}
