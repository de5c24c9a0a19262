-- Spend half of what they did two months ago, or less: somebody else gets the other half.
{% set recently = total('basket', 'amount', within_days=60) %}
{% set before = total('basket', 'amount', between_days=(60, 119)) %}
{% call segment() %}
    {{ before }} >= 150
    and {{ recently }} <= 0.5 * {{ before }}
{% endcall %}
