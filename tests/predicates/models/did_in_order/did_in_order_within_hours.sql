{% call segment() %}
    {{ did_in_order(['campaign_mailing', 'basket'], within_hours=24) }}
{% endcall %}
