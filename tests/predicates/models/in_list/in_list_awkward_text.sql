{% call segment() %}
    {{ in_list("director's list, 100% \\ Сыр: those who must not be written to..") }}
{% endcall %}
