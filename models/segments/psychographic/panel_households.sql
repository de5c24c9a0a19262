-- Take part in the store panel and still shop: the people whom research asks. Hidden: no advertising.
{% call segment() %}
    {{ in_list('store_panel') }}
    and {{ did('basket', within_days=60) }}
{% endcall %}
