{% call segment() %}
    cast({{ percentile_of(count_of("o'clock sale, 50% \\ сыр: bought at the counter and paid in cash", where="category = 'it''s 50% \\ Сыр'"),
            by='country_of_the_address_to_which_the_last_parcel_went_by_courier') }} as numeric(18, 6))
        is not distinct from by_hand
{% endcall %}
