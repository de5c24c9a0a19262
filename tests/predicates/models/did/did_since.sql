{% call segment() %}
    {{ did('basket', since='2017-06-29') }}
{% endcall %}
