{% call segment() %}
    {{ decile_of('points', by='country') }} is not distinct from by_hand
{% endcall %}
