-- Open the app about every week: personal offers go there and not on paper.
{% call segment() %}
    {{ did('visit', at_least=4, within_days=30, where="channel = 'app'") }}
{% endcall %}
