-- Still our customers, but no longer at the flagship store near them: ask why before they leave altogether.
{% call segment() %}
    home_store in ('343', '361', '367', '381', '406')
    and {{ did('basket', within_days=60) }}
    and not {{ did('basket', within_days=60, where="store in ('343', '361', '367', '381', '406')") }}
{% endcall %}
