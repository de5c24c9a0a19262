-- Live by a store with pumps, shop there, and fill up somewhere else: the fuel discount is for them.
-- The ten stores are the busiest ones that sell fuel.
{% call segment() %}
    home_store in ('319', '321', '323', '330', '343', '361', '367', '375', '406', '429')
    and {{ did('basket', within_days=60) }}
    and not {{ did('purchase', within_days=180, where="department = 'FUEL'") }}
{% endcall %}
