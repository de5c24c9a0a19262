-- At least 50% more spend in the last two months than in the two before, from a meaningful base: keep it up.
{% set recently = total('basket', 'amount', within_days=60) %}
{% set before = total('basket', 'amount', between_days=(60, 119)) %}
{% call segment() %}
    {{ before }} >= 60
    and {{ recently }} >= 1.5 * {{ before }}
{% endcall %}
