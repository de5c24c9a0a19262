-- The next fifth by spending in half a year; the tier above comes first, so its members are not here.
{% call segment() %}
    {{ decile_of(total('basket', 'amount', within_days=180)) }} <= 3
{% endcall %}
