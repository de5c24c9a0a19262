{% call segment() %}
    not {{ in_list('vip') }}
{% endcall %}
