{% call segment() %}
    {{ sample(percent=20.5) }}
{% endcall %}
