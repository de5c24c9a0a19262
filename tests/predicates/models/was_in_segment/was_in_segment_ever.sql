{% call segment() %}
    {{ was_in_segment('loyal') }}
{% endcall %}
