-- Bake and cook from flour, oil and spices and leave frozen dinners alone: recipes, not meal deals.
{% set staples = "category in ('BAKING NEEDS', 'FLOUR & MEALS', 'HERBS', 'SHORTENING/OIL',
    'SPICES & EXTRACTS')" %}
{% set frozen = "category in ('FROZEN PIZZA', 'FRZN MEAT/MEAT DINNERS')" %}
{% call segment() %}
    {{ did('purchase', at_least=8, within_days=180, where=staples) }}
    and {{ count_of('purchase', within_days=180, where=frozen) }} <= 3
{% endcall %}
