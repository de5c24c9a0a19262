{% call segment() %}
    {{ in_arm('welcome', 'nothing') }}
{% endcall %}
