{% call segment() %}
    {{ entered_segment('loyal', within_days=2) }}
{% endcall %}
