{% call segment() %}
    {{ days_since('called_at') }} is not distinct from by_hand
{% endcall %}
