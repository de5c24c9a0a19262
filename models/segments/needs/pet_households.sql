-- Feed a cat or a dog from our shelves: heavy, regular purchases that delivery and auto-refill can win.
{% call segment() %}
    {{ did('purchase', at_least=3, within_days=120, where="category in ('CAT FOOD', 'DOG FOODS')") }}
{% endcall %}
