{% call segment() %}
    {{ days_since('signed_up_on') }} is not distinct from by_hand
{% endcall %}
