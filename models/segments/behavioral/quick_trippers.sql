-- Drop in every week for five things or fewer: move the essentials and the snacks to the door.
{% call segment() %}
    {{ did('basket', at_least=12, within_days=90) }}
    and {{ total('basket', 'quantity', within_days=90) }} <= 5 * {{ count_of('basket', within_days=90) }}
{% endcall %}
