{% call segment() %}
    {{ in_arm('welcome', 'call') }}
{% endcall %}
