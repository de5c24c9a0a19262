{% call segment() %}
    {{ median_of("o'clock sale, 50% \\ сыр: bought at the counter and paid in cash", 'amount_in_the_currency_of_the_store_before_any_kind_of_discount', where="category = 'it''s 50% \\ Сыр'") }} is not distinct from by_hand
{% endcall %}
