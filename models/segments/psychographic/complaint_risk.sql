-- Unhappy in the last half-year's surveys: customer care calls before they leave. Hidden: not for campaigns.
{% call segment() %}
    {{ did('survey', within_days=180) }}
    and {{ total('survey', 'quantity', within_days=180) }} <= 5 * {{ count_of('survey', within_days=180) }}
{% endcall %}
