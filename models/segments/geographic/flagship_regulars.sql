-- Neighbours of our five busiest stores who come about every other week: they fill events and tastings.
{% call segment() %}
    home_store in ('343', '361', '367', '381', '406')
    and {{ did('basket', at_least=6, within_days=90, where="store in ('343', '361', '367', '381', '406')") }}
{% endcall %}
