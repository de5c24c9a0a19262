-- At home elsewhere, yet seen in a flagship store: travellers and commuters, worth a second visit.
{% call segment() %}
    home_store not in ('343', '361', '367', '381', '406')
    and {{ did('basket', within_days=90, where="store in ('343', '361', '367', '381', '406')") }}
{% endcall %}
