{% call segment() %}
    {{ did_in_order([{'event': 'visit', 'where': "category = 'CHEESE'"}, 'visit', 'basket']) }}
{% endcall %}
