{% call segment() %}
    {{ did_in_order(['campaign_mailing', 'basket'], within_days=2) }}
{% endcall %}
