{% call segment() %}
    {{ sample(50, seed="it's 50% \\ Сыр, a half of everybody who may be asked in autumn.") }}
{% endcall %}
