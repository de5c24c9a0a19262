{% call segment() %}
    -- Everyone whose country is known, and isn't NL.
    not (country = 'NL')
{% endcall %}
