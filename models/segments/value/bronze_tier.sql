-- The middle of the list by spending in half a year: the tier with the most room to grow.
{% call segment() %}
    {{ decile_of(total('basket', 'amount', within_days=180)) }} <= 6
{% endcall %}
