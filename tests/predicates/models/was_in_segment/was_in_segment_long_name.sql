{% call segment() %}
    {{ was_in_segment('members_of_the_programme_who_bought_in_each_of_the_four_seasons') }}
{% endcall %}
