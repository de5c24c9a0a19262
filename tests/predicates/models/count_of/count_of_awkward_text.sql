{% call segment() %}
    {{ count_of("o'clock sale, 50% \\ сыр: bought at the counter and paid in cash", where="category = 'it''s 50% \\ Сыр'") }} is not distinct from by_hand
{% endcall %}
