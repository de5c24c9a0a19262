-- Shopped in the last thirty days: the living base, and the denominator of most questions.
{% call segment() %}
    {{ did('basket', within_days=30) }}
{% endcall %}
