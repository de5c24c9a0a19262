-- An eighth or more of what they buy is ready to heat or eat: meal deals, not recipes.
{% set ready_to_eat = "category in ('CONVENIENT BRKFST/WHLSM SNACKS', 'FROZEN PIZZA',
    'FRZN MEAT/MEAT DINNERS', 'HEAT/SERVE', 'PREPARED FOOD', 'SALAD BAR', 'SANDWICHES', 'SUSHI')" %}
{% call segment() %}
    {{ did('purchase', at_least=30, within_days=90) }}
    and {{ count_of('purchase', within_days=90, where=ready_to_eat) }}
    >= 0.125 * {{ count_of('purchase', within_days=90) }}
{% endcall %}
