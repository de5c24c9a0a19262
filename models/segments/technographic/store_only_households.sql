-- Regulars of the stores whom we never see on a screen: they need paper, or a reason to log in.
{% call segment() %}
    {{ did('basket', at_least=6, within_days=90) }}
    and not {{ did('visit', within_days=180) }}
{% endcall %}
