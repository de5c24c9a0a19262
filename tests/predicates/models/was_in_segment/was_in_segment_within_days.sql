{% call segment() %}
    {{ was_in_segment('loyal', within_days=2) }}
{% endcall %}
