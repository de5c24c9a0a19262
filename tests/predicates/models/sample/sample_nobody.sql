{% call segment() %}
    {{ sample(0) }}
{% endcall %}
