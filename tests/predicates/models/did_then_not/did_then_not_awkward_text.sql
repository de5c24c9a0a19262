{% call segment() %}
    {{ did_then_not("o'clock sale, 50% \\ сыр: bought at the counter and paid in cash", 'basket', where="category = 'it''s 50% \\ Сыр'",
            other_where="category = 'it''s 50% \\ Сыр'", within_days=2) }}
{% endcall %}
