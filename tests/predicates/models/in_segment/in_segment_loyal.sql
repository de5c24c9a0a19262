{% call segment() %}
    {{ in_segment('loyal') }}
{% endcall %}
