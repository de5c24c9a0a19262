-- The tenth of households that spent most in half a year: gold service.
{% call segment() %}
    {{ decile_of(total('basket', 'amount', within_days=180)) }} <= 1
{% endcall %}
