{% call segment() %}
    {{ sample(25, seed='spring') }}
{% endcall %}
