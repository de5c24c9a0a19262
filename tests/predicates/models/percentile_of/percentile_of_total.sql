{% call segment() %}
    cast({{ percentile_of(total('basket', 'amount', within_days=2)) }} as numeric(18, 6)) is not distinct from by_hand
{% endcall %}
