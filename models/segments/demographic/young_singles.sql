-- People under 35 who live alone and cook for one: the audience of the small-pack range.
{% call segment() %}
    age in ('19-24', '25-34')
    and household_size = '1'
    and {{ did('basket', within_days=90) }}
{% endcall %}
