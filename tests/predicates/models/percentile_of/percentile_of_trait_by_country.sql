{% call segment() %}
    cast({{ percentile_of('points', by='country') }} as numeric(18, 6)) is not distinct from by_hand
{% endcall %}
