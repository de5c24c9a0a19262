-- Gone for three months: leave them out of ordinary mailings, try to win back those worth it.
{% call segment() %}
    {{ days_since_last('basket') }} >= 90
{% endcall %}
