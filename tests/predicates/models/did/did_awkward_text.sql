{% call segment() %}
    {{ did("o'clock sale, 50% \\ сыр: bought at the counter and paid in cash", where="category = 'it''s 50% \\ Сыр'") }}
{% endcall %}
