-- Seen this week, and in the top fifth both by visits and by spending: thank them, spare them discounts.
{% call segment() %}
    {{ days_since_last('basket') }} <= 7
    and {{ decile_of(count_of('basket', within_days=365)) }} <= 2
    and {{ decile_of(total('basket', 'amount', within_days=365)) }} <= 2
{% endcall %}
