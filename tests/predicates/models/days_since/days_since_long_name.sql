{% call segment() %}
    {{ days_since('day_on_which_the_service_team_called_about_a_parcel_sent_by_bus') }} is not distinct from by_hand
{% endcall %}
