-- Looked around on site or app within three days and didn't come to a store: remind them while it is fresh.
{% call segment() %}
    {{ did('visit', within_hours=72) }}
    and not {{ did('basket', within_hours=72) }}
    and is_consented
    and not {{ in_list('do_not_contact') }}
{% endcall %}
