-- On the service team's list, or gold and fading: a person calls them, no campaign does. Hidden.
{% call segment() %}
    {{ in_list('vip_service') }}
    or ({{ in_segment('gold_tier') }} and {{ in_segment('fading_spenders') }})
{% endcall %}
