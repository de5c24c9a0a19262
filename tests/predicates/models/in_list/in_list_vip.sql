{% call segment() %}
    {{ in_list('vip') }}
{% endcall %}
