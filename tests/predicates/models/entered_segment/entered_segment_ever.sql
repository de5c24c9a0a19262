{% call segment() %}
    {{ entered_segment('loyal') }}
{% endcall %}
