{% call segment() %}
    not {{ in_segment('loyal') }}
{% endcall %}
