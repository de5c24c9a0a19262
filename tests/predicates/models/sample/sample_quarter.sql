{% call segment() %}
    {{ sample(25) }}
{% endcall %}
