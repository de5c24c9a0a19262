{% call segment() %}
    country = 'NL'
{% endcall %}
