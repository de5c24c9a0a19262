-- Older shoppers without children at home: smaller packs, better quality, quiet hours.
{% call segment() %}
    age in ('55-64', '65+')
    and kids_count = '0'
    and {{ did('basket', within_days=90) }}
{% endcall %}
