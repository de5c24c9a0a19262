{% call segment() %}
    {{ did('basket') }}
{% endcall %}
