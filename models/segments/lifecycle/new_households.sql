-- First seen in the last ninety days: welcome them, teach them the app, ask for the second basket.
{% call segment() %}
    {{ did('basket', within_days=90) }}
    and not {{ did('basket', between_days=(90, 3650)) }}
{% endcall %}
