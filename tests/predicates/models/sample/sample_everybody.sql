{% call segment() %}
    {{ sample(100) }}
{% endcall %}
