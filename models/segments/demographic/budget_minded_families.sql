-- Families on a small income who come back to us: price cuts on staples reach them first.
{% call segment() %}
    kids_count in ('1', '2', '3+')
    and income in ('Under 15K', '15-24K', '25-34K', '35-49K')
    and {{ did('basket', at_least=3, within_days=90) }}
{% endcall %}
