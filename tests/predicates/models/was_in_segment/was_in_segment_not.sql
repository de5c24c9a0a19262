{% call segment() %}
    not {{ was_in_segment('loyal', within_days=2) }}
{% endcall %}
