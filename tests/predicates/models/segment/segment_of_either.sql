{% call segment() %}
    country = 'NL' or {{ did('basket') }} and points > 5 /* and binds closer */
{% endcall %}
