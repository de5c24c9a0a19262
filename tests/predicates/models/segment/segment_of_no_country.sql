{% call segment() %}
    country is null
{% endcall %}
