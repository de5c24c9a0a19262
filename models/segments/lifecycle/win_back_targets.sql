-- Slipping or gone, in the upper half by spending while they came, and reachable: the win-back budget.
{% call segment() %}
    ({{ in_segment('lapsing_households') }} or {{ in_segment('lapsed_households') }})
    and {{ decile_of(total('basket', 'amount', between_days=(30, 364))) }} <= 5
    and is_consented
    and not {{ in_list('do_not_contact') }}
{% endcall %}
