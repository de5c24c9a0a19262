-- Households with children who shop with us: school lunches, family packs, holidays.
-- Most households never told us who lives there; those come out unknown, not childless.
{% call segment() %}
    household_composition in ('1 Adult Kids', '2 Adults Kids')
    and {{ did('basket', within_days=90) }}
{% endcall %}
