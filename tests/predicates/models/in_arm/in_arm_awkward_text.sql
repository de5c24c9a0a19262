{% call segment() %}
    {{ in_arm("it's 50% \\ Сыр, for all who have not been here so far, by mail!", 'by letter') }}
{% endcall %}
