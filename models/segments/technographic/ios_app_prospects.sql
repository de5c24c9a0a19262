-- Visit our site with an iPhone, but never the app: show them the store's link.
{% call segment() %}
    device = 'ios'
    and {{ did('visit', within_days=90, where="channel = 'web'") }}
    and not {{ did('visit', within_days=180, where="channel = 'app'") }}
{% endcall %}
