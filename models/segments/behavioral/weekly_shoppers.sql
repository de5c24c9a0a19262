-- Come every week on average, for a quarter of a year: the habit that everything else rests on.
{% call segment() %}
    {{ did('basket', at_least=13, within_days=91) }}
{% endcall %}
