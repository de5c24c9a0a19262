{% call segment() %}
    country = 'it''s 50% \ Сыр'
{% endcall %}
